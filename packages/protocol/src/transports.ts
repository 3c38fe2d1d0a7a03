import * as v from "valibot";
import { type LivekitTransport, parseLivekitTransport } from "./livekitTransport.ts";

const list = v.fallback(v.array(v.unknown()), []);
// MSC4143 renamed the key after servers and clients had shipped the first one.
const answer = v.object({
  rtc_transports: v.exactOptional(list),
  transports: v.exactOptional(list),
});

const clientDiscovery = v.object({
  "m.homeserver": v.exactOptional(
    v.fallback(v.object({ base_url: v.pipe(v.string(), v.url()) }), { base_url: "" }),
  ),
  "org.matrix.msc4143.rtc_foci": v.exactOptional(list),
});

/** What `/.well-known/matrix/client` tells a client. */
export interface ClientDiscovery {
  /** Base URL of the client-server API, without a trailing slash; undefined when there is no usable one. */
  readonly homeserverUrl: string | undefined;
  /** SFU transports; empty when there are none. */
  readonly transports: readonly LivekitTransport[];
}

/**
 * The LiveKit transports in the answer of the transports endpoint (MSC4143, both spellings). Transports of other
 * kinds, and those without an authorisation service, are left out.
 */
export function parseTransports(input: unknown): readonly LivekitTransport[] {
  const result = v.safeParse(answer, input);
  if (!result.success) return [];
  return toTransports(result.output.transports ?? result.output.rtc_transports ?? []);
}

/** Returns an empty discovery for anything that is not one. */
export function parseClientDiscovery(input: unknown): ClientDiscovery {
  const result = v.safeParse(clientDiscovery, input);
  if (!result.success) return { homeserverUrl: undefined, transports: [] };
  const baseUrl = result.output["m.homeserver"]?.base_url ?? "";
  return {
    homeserverUrl: baseUrl === "" ? undefined : baseUrl.replace(/\/+$/, ""),
    transports: toTransports(result.output["org.matrix.msc4143.rtc_foci"] ?? []),
  };
}

function toTransports(entries: readonly unknown[]): readonly LivekitTransport[] {
  return entries.map(parseLivekitTransport).filter((transport) => transport !== undefined);
}
