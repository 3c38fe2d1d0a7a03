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

export interface PinnedRequest {
  readonly method: "GET" | "POST";
  /** With the query. */
  readonly path: string;
  /** Sent as JSON; nothing when undefined. */
  readonly body?: unknown;
  readonly signal: AbortSignal;
  /** A longer body of the answer is an error. */
  readonly maxBytes: number;
}

export interface PinnedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/**
 * Sends a request to a destination; rejects when none of its addresses answers. Follows no redirects. Once a POST has
 * reached a server it is not sent to another.
 */
export type PinnedHttps = (
  destination: Destination,
  request: PinnedRequest,
) => Promise<PinnedAnswer>;

export interface PinnedHttpsOptions {
  /** PEM. Replaces the system's certificate authorities. */
  readonly ca?: string;
  /** Takes whatever certificate the other side shows: for development alone. */
  readonly trustAnyCertificate?: boolean;
}

const connectTimeoutMs = 5_000;
/** A name with hundreds of addresses would make this process knock on all of them. */
const mostAddresses = 4;

export function createPinnedHttps(options: PinnedHttpsOptions = {}): PinnedHttps {
  const tls = {
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    rejectUnauthorized: options.trustAnyCertificate !== true,
  };

  /** `reached`: a connection stood, so that the server may have acted on the request. */
  async function ask(
    address: string,
    { port, hostHeader }: Destination,
    { method, path, body, signal, maxBytes }: PinnedRequest,
    reached: () => void,
  ): Promise<PinnedAnswer> {
    const host = isIPv6(address) ? `[${address}]` : address;
    const client = new Client(`https://${host}:${port}`, {
      connect: { timeout: connectTimeoutMs, ...tls },
      // undici bounds the size of answers with HTTP/1.1 alone.
      allowH2: false,
      maxResponseSize: maxBytes,
    });
    client.once("connect", reached);
    try {
      const answer = await client.request({
        method,
        path,
        headers: {
          // undici takes the name for SNI and for checking the certificate from the Host header.
          host: hostHeader,
          accept: "application/json",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        signal,
      });
      return {
        status: answer.statusCode,
        headers: answer.headers,
        text: await answer.body.text(),
      };
    } finally {
      await client.destroy();
    }
  }

  return async (destination, request) => {
    let failure: unknown = new Error("no address");
    let wasReached = false;
    const reached = () => {
      wasReached = true;
    };
    for (const address of destination.addresses.slice(0, mostAddresses)) {
      try {
        return await ask(address, destination, request, reached);
      } catch (error) {
        failure = error;
        if (request.signal.aborted || (request.method === "POST" && wasReached)) break;
      }
    }
    throw failure;
  };
}
