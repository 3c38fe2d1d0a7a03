import { once } from "node:events";
import { isIP } from "node:net";
import { connect } from "node:tls";
import { describeFailure } from "./ask.ts";

export type Certificate =
  /** `expiresAt`: milliseconds since the Unix epoch. */
  | { readonly kind: "trusted"; readonly expiresAt: number }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unreachable"; readonly reason: string };

/** Reads the certificate of a TLS server as a browser checks it. Never rejects. */
export type ReadCertificate = (host: string, port: number) => Promise<Certificate>;

const timeoutMs = 10_000;

/** Of the network, or the time being over; what TLS objects to has other codes. */
function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return true;
  if (error.name === "AbortError" || error.name === "TimeoutError") return true;
  return "code" in error && /^E(?!PROTO|RR_)[A-Z_]+$/.test(String(error.code));
}

export const readCertificate: ReadCertificate = async (host, port) => {
  const address = host.replace(/^\[|\]$/g, "");
  // RFC 6066 §3: there are no addresses in SNI.
  const servername = isIP(address) === 0 ? address : "";
  const socket = connect({ host: address, port, servername, rejectUnauthorized: true });
  try {
    await once(socket, "secureConnect", { signal: AbortSignal.timeout(timeoutMs) });
    return { kind: "trusted", expiresAt: Date.parse(socket.getPeerCertificate().valid_to) };
  } catch (error) {
    const kind = isConnectionError(error) ? "unreachable" : "refused";
    return { kind, reason: describeFailure(error) };
  } finally {
    socket.destroy();
  }
};
