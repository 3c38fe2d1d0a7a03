/** What a link to a call says. */
export interface CallLink {
  readonly roomId: string;
  /** Servers to join the room through, best first. */
  readonly via: readonly string[];
  /** The link asks to join at once, without the lobby. */
  readonly skipLobby: boolean;
}

/** More servers than this help nobody and make a link that nobody reads. */
const mostServers = 5;

/** Room ids have no server part since room version 12, so that only the sigil and the length can be checked. */
const roomIdPattern = /^![^\s/?#]{1,254}$/;
const serverPattern = /^[A-Za-z0-9.:[\]-]{1,230}$/;

/**
 * `{origin}/#/call/{room id}?via={server}&lobby=skip`. Everything stands in the fragment, which browsers send to no
 * server: the room id is the key to the room (ADR 4), and must not end up in a log.
 */
export function formatCallLink(
  origin: string,
  link: Pick<CallLink, "roomId" | "via"> & Partial<CallLink>,
): string {
  const parameters = link.via
    .slice(0, mostServers)
    .map((server) => `via=${encodeURIComponent(server)}`);
  if (link.skipLobby === true) parameters.push("lobby=skip");
  const query = parameters.length === 0 ? "" : `?${parameters.join("&")}`;
  return `${origin}/#/call/${encodeURIComponent(link.roomId)}${query}`;
}

/** Reads a link of any Confab, as it was pasted. Undefined when it does not lead to a call. */
export function parseCallLink(text: string): CallLink | undefined {
  const [, encodedRoomId, query = ""] = /#\/call\/([^?#]+)(?:\?([^#]*))?$/.exec(text.trim()) ?? [];
  const roomId = decode(encodedRoomId ?? "");
  if (roomId === undefined || !roomIdPattern.test(roomId)) return undefined;
  const via = new Set<string>();
  let skipLobby = false;
  for (const parameter of query.split("&")) {
    const separator = parameter.indexOf("=");
    const name = parameter.slice(0, Math.max(separator, 0));
    const value = decode(parameter.slice(separator + 1));
    if (value === undefined) continue;
    if (name === "via" && serverPattern.test(value)) via.add(value);
    if (name === "lobby" && value === "skip") skipLobby = true;
  }
  return { roomId, via: [...via].slice(0, mostServers), skipLobby };
}

/** Undefined for a broken escape. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
