import * as v from "valibot";

const turnServer = v.object({
  username: v.optional(v.string(), ""),
  password: v.optional(v.string(), ""),
  uris: v.optional(v.array(v.string()), []),
});

/** What `GET /_matrix/client/v3/voip/turnServer` answers. Without a TURN server it is `{}`. */
export interface TurnServer {
  readonly username: string;
  /** A secret. */
  readonly password: string;
  /** TURN URIs (RFC 7065), as the homeserver's configuration has them. */
  readonly uris: readonly string[];
}

export interface TurnUri {
  readonly host: string;
  readonly port: number;
  readonly transport: "udp" | "tcp" | "tls";
}

/** Undefined for an answer that is none. */
export function parseTurnServer(input: unknown): TurnServer | undefined {
  const result = v.safeParse(turnServer, input);
  return result.success ? result.output : undefined;
}

/** Reads a TURN URI (RFC 7065): UDP is meant unless it says otherwise, and 3478, or 5349 with TLS. */
export function parseTurnUri(uri: string): TurnUri | undefined {
  const parts =
    /^(turns?):(\[[0-9a-f:]+\]|[^\s:/?[\]]+)(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?$/i.exec(uri);
  if (parts === null) return undefined;
  const [, scheme = "", host = "", port, transport = "udp"] = parts;
  const isTls = scheme.toLowerCase() === "turns";
  return {
    host: host.replace(/^\[|\]$/g, ""),
    port: port === undefined ? (isTls ? 5349 : 3478) : Number(port),
    transport: isTls ? "tls" : transport.toLowerCase() === "tcp" ? "tcp" : "udp",
  };
}
