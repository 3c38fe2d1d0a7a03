/** What the benchmark tells its homeserver and SFU. Each is answered with `done`. */
export type PeersOrder =
  /** Who is joined to Matrix rooms. */
  | { readonly kind: "members"; readonly rooms: readonly (readonly [string, readonly string[]])[] }
  /** Who is connected to rooms of the SFU, by name and identity. */
  | { readonly kind: "connect"; readonly participants: readonly (readonly [string, string])[] }
  | { readonly kind: "kick"; readonly roomId: string; readonly userId: string }
  | { readonly kind: "clear" };

export type PeersMessage =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "done"; readonly counts: PeersCounts }
  /** The server ended a connection. `at`: milliseconds since the Unix epoch. */
  | { readonly kind: "removed"; readonly identity: string; readonly at: number };

/** Requests so far. */
export interface PeersCounts {
  readonly userinfo: number;
  readonly isJoined: number;
  readonly sfu: number;
  readonly delayedEvents: number;
}

export const serverName = "bench.test";

export function userId(n: number): string {
  return `@user${n}:${serverName}`;
}

/** An OpenID token of a user; another `serial` is another token. */
export function openIdToken(n: number, serial: number): string {
  return `${n}-${serial}`;
}

/** Whose token it is. */
export function userOfToken(token: string): string {
  return userId(Number(token.split("-")[0]));
}
