import { isIPv6 } from "node:net";
import { Client } from "undici";

/** Where to connect, and as whom the other side must prove itself. */
export interface Destination {
  /** Already checked. The connection goes to one of these and to nothing else: no second look-up. */
  readonly addresses: readonly string[];
  readonly port: number;
  /** `Host` header; the host in it is the name in SNI and in the certificate. */
  readonly hostHeader: string;
}

export interface PinnedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

interface PinnedGetOptions {
  readonly signal: AbortSignal;
  /** A longer body is an error. */
  readonly maxBytes: number;
}

/** Sends a GET to a destination; rejects when none of its addresses answers. Follows no redirects. */
export type PinnedGet = (
  destination: Destination,
  path: string,
  options: PinnedGetOptions,
) => Promise<PinnedAnswer>;

const connectTimeoutMs = 5_000;

/** `ca` replaces the system's certificate authorities. */
export function createPinnedGet(options: { readonly ca?: string } = {}): PinnedGet {
  return async (destination, path, { signal, maxBytes }) => {
    let failure: unknown = new Error("no address");
    for (const address of destination.addresses) {
      const host = isIPv6(address) ? `[${address}]` : address;
      const client = new Client(`https://${host}:${destination.port}`, {
        connect: { timeout: connectTimeoutMs, ...options },
        maxResponseSize: maxBytes,
      });
      try {
        // undici takes the name for SNI and for checking the certificate from the Host header.
        const headers = { host: destination.hostHeader, accept: "application/json" };
        const answer = await client.request({ method: "GET", path, headers, signal });
        return {
          status: answer.statusCode,
          headers: answer.headers,
          text: await answer.body.text(),
        };
      } catch (error) {
        failure = error;
        if (signal.aborted) break;
      } finally {
        await client.destroy();
      }
    }
    throw failure;
  };
}
