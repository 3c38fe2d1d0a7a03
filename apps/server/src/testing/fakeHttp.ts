import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { onTestFinished } from "vitest";
import { listenOnLoopback } from "./listenOnLoopback.ts";

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface FakeAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body?: string | object;
}

/** A component on loopback that does what the test says, and remembers what it was asked. Ends with the test. */
export interface FakeHttp {
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** Requests to one path. */
  asked(path: string): readonly RecordedRequest[];
  /** From now on there is nobody at this address. */
  close(): Promise<void>;
}

export async function startFakeHttp(
  answer: (request: RecordedRequest) => FakeAnswer | Promise<FakeAnswer>,
): Promise<FakeHttp> {
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const request = await record(incoming);
      requests.push(request);
      const { status = 200, headers = {}, body = "" } = await answer(request);
      outgoing.writeHead(status, { "content-type": "application/json", ...headers });
      outgoing.end(typeof body === "string" ? body : JSON.stringify(body));
    })();
  });
  const port = await listenOnLoopback(server);
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  onTestFinished(close);
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    asked: (path) => requests.filter((request) => request.path === path),
    close,
  };
}

async function record(incoming: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const { pathname, searchParams } = new URL(incoming.url ?? "/", "http://fake");
  return {
    method: incoming.method ?? "",
    path: pathname,
    query: searchParams,
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString("utf8"),
  };
}
