import * as v from "valibot";
import { parseJson } from "./parseJson.ts";

const trickled = v.object({ candidate: v.string() });

/** One address at which a peer can be reached (RFC 8839 §5.1). */
export interface IceCandidate {
  readonly transport: "udp" | "tcp";
  readonly address: string;
  readonly port: number;
  /** `host`: an address of the peer's own; `srflx`: as others see it; `relay`: of a TURN server. */
  readonly kind: string;
}

/** How a peer signs its checks (RFC 8445 §7.2.2). */
export interface IceCredentials {
  readonly usernameFragment: string;
  /** A secret of this connection. */
  readonly password: string;
}

/** Reads a candidate as LiveKit sends it: JSON of the browser's `RTCIceCandidateInit`. Undefined for what is none. */
export function parseTrickledCandidate(json: string): IceCandidate | undefined {
  const result = v.safeParse(trickled, parseJson(json));
  const [, transport = "", address = "", port = "", kind = ""] =
    /^candidate:\S+ 1 (\S+) \d+ (\S+) (\d{1,5}) typ (\S+)/i.exec(
      result.success ? result.output.candidate : "",
    ) ?? [];
  const lower = transport.toLowerCase();
  if (lower !== "udp" && lower !== "tcp") return undefined;
  return { transport: lower, address, port: Number(port), kind };
}

/** Reads a description's credentials (RFC 8839 §5.4), the first ones when there are several. */
export function parseIceCredentials(sdp: string): IceCredentials | undefined {
  const usernameFragment = /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1];
  const password = /^a=ice-pwd:(\S+)/m.exec(sdp)?.[1];
  if (usernameFragment === undefined || password === undefined) return undefined;
  return { usernameFragment, password };
}

/**
 * An answer to an offer that agrees to everything in it and sends nothing (RFC 9429), with credentials of our own and
 * a certificate that nobody has: enough for the other side to answer our checks, and for nothing more.
 */
export function formatSilentAnswer(offer: string, own: IceCredentials): string {
  const lines = offer
    .split(/\r?\n/)
    .filter((line) => !/^a=(candidate|end-of-candidates)/.test(line));
  return lines.map((line) => answerLine(line, own)).join("\r\n");
}

function answerLine(line: string, own: IceCredentials): string {
  const [, name = ""] = /^a=([\w-]+)/.exec(line) ?? [];
  switch (name) {
    case "ice-ufrag":
      return `a=ice-ufrag:${own.usernameFragment}`;
    case "ice-pwd":
      return `a=ice-pwd:${own.password}`;
    case "fingerprint":
      return `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => "00").join(":")}`;
    case "setup":
      return "a=setup:active";
    case "sendonly":
    case "sendrecv":
      return "a=recvonly";
    case "recvonly":
      return "a=inactive";
    default:
      return line;
  }
}
