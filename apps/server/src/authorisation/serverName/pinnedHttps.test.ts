import { createSecureServer } from "node:http2";
import { createServer, type ServerOptions } from "node:https";
import type { RequestListener } from "node:http";
import type { Writable } from "node:stream";
import { createServer as createTlsServer } from "node:tls";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { listenOnLoopback } from "../../testing/listenOnLoopback.ts";
import { createSelfSignedCertificate } from "../../testing/selfSignedCertificate.ts";
import { createPinnedHttps, type PinnedRequest } from "./pinnedHttps.ts";

const certificate = createSelfSignedCertificate(["hs.test", "127.0.0.1", "::1"]);
const https = createPinnedHttps({ ca: certificate.cert });

/** Answers with what it was asked. */
const echo: RequestListener = (request, response) => {
  const servername: unknown = Reflect.get(request.socket, "servername");
  const seen = { host: request.headers.host, path: request.url, servername };
  response.end(JSON.stringify(seen));
};

/** An HTTPS server on loopback. */
async function startServer(listener: RequestListener = echo, address?: string) {
  const options: ServerOptions = certificate;
  const server = createServer(options, listener);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return listenOnLoopback(server, address);
}

function get(path = "/", timeoutMs = 5_000): PinnedRequest {
  return { method: "GET", path, signal: AbortSignal.timeout(timeoutMs), maxBytes: 1_000 };
}

const at = (port: number) => ({ addresses: ["127.0.0.1"], port, hostHeader: "hs.test" });

describe("createPinnedHttps", () => {
  it("[SO7] connects to the address given, and speaks to the name", async () => {
    const port = await startServer();
    const hostHeader = `hs.test:${port}`;
    const answer = await https({ addresses: ["127.0.0.1"], port, hostHeader }, get("/x?y=z"));
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({
      host: hostHeader,
      path: "/x?y=z",
      servername: "hs.test",
    });
  });

  it.each([
    ["127.0.0.1", "127.0.0.1"],
    ["::1", "[::1]"],
  ])("[SO7] asks the address %s for a certificate of that address", async (address, host) => {
    const port = await startServer(echo, address);
    const destination = { addresses: [address], port, hostHeader: `${host}:${port}` };
    expect((await https(destination, get())).status).toBe(200);
  });

  it("[SO7] refuses a certificate of another name, and one of an unknown authority", async () => {
    const port = await startServer();
    await expect(https({ ...at(port), hostHeader: "evil.test" }, get())).rejects.toThrow(
      /altnames/i,
    );
    await expect(createPinnedHttps()(at(port), get())).rejects.toThrow(/certificate/i);
    const trusting = createPinnedHttps({ trustAnyCertificate: true });
    expect((await trusting({ ...at(port), hostHeader: "evil.test" }, get())).status).toBe(200);
  });

  it("[SO7] tries the next address when one does not answer, four at most", async () => {
    const port = await startServer();
    const silent = ["127.0.0.2", "127.0.0.3", "127.0.0.4"];
    expect((await https({ ...at(port), addresses: [...silent, "127.0.0.1"] }, get())).status).toBe(
      200,
    );
    const addresses = [...silent, "127.0.0.5", "127.0.0.1"];
    await expect(https({ ...at(port), addresses }, get())).rejects.toThrow("127.0.0.5");
  });

  it("[SO7] sends a POST that reached one server to no other", async () => {
    const asked: string[] = [];
    const port = await startServer((request) => {
      asked.push("first");
      request.socket.destroy();
    });
    const second = createServer(certificate, (_request, response) => {
      asked.push("second");
      response.end();
    });
    await listenOnLoopback(second, "127.0.0.2", port);
    onTestFinished(() => {
      second.close();
      second.closeAllConnections();
    });
    const request = { ...get(), method: "POST" as const, body: { a: 1 } };
    const both = { ...at(port), addresses: ["127.0.0.1", "127.0.0.2"] };
    await expect(https(both, request)).rejects.toThrow("other side closed");
    expect(asked).toEqual(["first"]);
    const silentFirst = { ...at(port), addresses: ["127.0.0.3", "127.0.0.2"] };
    expect((await https(silentFirst, request)).status).toBe(200);
    expect(asked).toEqual(["first", "second"]);
  });

  it("[SO7] sends a body as JSON", async () => {
    const port = await startServer((request, response) => {
      const { "content-type": type } = request.headers;
      request.on("data", (chunk) => response.end(`${request.method} ${type} ${chunk}`));
    });
    const answer = await https(at(port), { ...get(), method: "POST", body: { a: "ä" } });
    expect(answer.text).toBe('POST application/json {"a":"ä"}');
  });

  it("[SO7] goes nowhere without an address", async () => {
    await expect(https({ ...at(1), addresses: [] }, get())).rejects.toThrow("no address");
  });

  it.each(["/\r\nHost: evil.test", "/ HTTP/1.1", "x"])(
    "[SO7] sends nothing for the path %j",
    async (path) => {
      const port = await startServer();
      await expect(https(at(port), get(path))).rejects.toThrow(/path/);
    },
  );

  it("[SO7] sends nothing for a host with a line break in it", async () => {
    const port = await startServer();
    const hostHeader = "hs.test\r\nX-Evil: 1";
    await expect(https({ ...at(port), hostHeader }, get())).rejects.toThrow("invalid host");
  });
});

describe("an answer that never ends", () => {
  /** Writes as fast as the other side reads, without an end. */
  function flood(stream: Writable, text = "x".repeat(1_024)) {
    stream.on("error", () => {});
    const more = () => {
      while (!stream.destroyed && stream.write(text));
      stream.once("drain", more);
    };
    more();
  }

  it("[SO7] is refused when it is longer than it may be", async () => {
    const port = await startServer((_request, response) => response.end("x".repeat(1_001)));
    await expect(https(at(port), get())).rejects.toThrow(/size/i);
    const exact = await startServer((_request, response) => response.end("x".repeat(1_000)));
    expect((await https(at(exact), get())).text).toHaveLength(1_000);
  });

  it("[SO7] is refused as soon as it is too long, whatever it says about its length", async () => {
    const port = await startServer((_request, response) => {
      flood(response);
    });
    await expect(https(at(port), get())).rejects.toThrow(/size/i);
  });

  it("[SO7] is refused over HTTP/2 too, which is not spoken", async () => {
    const server = createSecureServer({ ...certificate, allowHTTP1: true }, (request, response) => {
      expect(request.httpVersion).toBe("1.1");
      flood(response);
    });
    const port = await listenOnLoopback(server);
    onTestFinished(() => {
      server.close();
    });
    await expect(https(at(port), get())).rejects.toThrow(/size/i);
  });

  it("[SO7] is not unpacked", async () => {
    const bomb = gzipSync(Buffer.alloc(500_000));
    const port = await startServer((request, response) => {
      expect(request.headers["accept-encoding"]).toBeUndefined();
      response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
    });
    const answer = await https(at(port), get());
    expect(answer.text.length).toBeLessThan(1_000);
  });

  it.each([
    [
      "headers that drip",
      (write: (text: string) => void) => {
        write("X-Slow: 1\r\n");
      },
      "HTTP/1.1 200 OK\r\n",
    ],
    [
      "a body that drips",
      (write: (text: string) => void) => {
        write("1\r\nx\r\n");
      },
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
    ["silence", () => {}, ""],
  ])("[SO7] ends with the time that was given: %s", async (_what, drip, start) => {
    const server = createTlsServer(certificate, (socket) => {
      socket.on("error", () => {});
      socket.write(start);
      const timer = setInterval(() => {
        drip((text) => socket.write(text));
      }, 20);
      socket.on("close", () => {
        clearInterval(timer);
      });
    });
    const port = await listenOnLoopback(server);
    onTestFinished(() => {
      server.close();
    });
    await expect(https(at(port), get("/", 300))).rejects.toThrow(/time/i);
  });

  it("[SO7] ends when its headers alone are too long", async () => {
    const server = createTlsServer(certificate, (socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      flood(socket, `X: ${"x".repeat(1_024)}\r\n`);
    });
    const port = await listenOnLoopback(server);
    onTestFinished(() => {
      server.close();
    });
    await expect(https(at(port), get())).rejects.toThrow(/header/i);
  });
});
