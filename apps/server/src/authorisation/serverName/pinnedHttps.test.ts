import { createServer } from "node:https";
import { describe, expect, it, onTestFinished } from "vitest";
import { listenOnLoopback } from "../../testing/listenOnLoopback.ts";
import { createSelfSignedCertificate } from "../../testing/selfSignedCertificate.ts";
import { createPinnedGet } from "./pinnedHttps.ts";

const certificate = createSelfSignedCertificate(["hs.test", "127.0.0.1"]);

/** An HTTPS server on loopback that answers with what it was asked. */
async function startServer(body?: string) {
  const server = createServer(certificate, (request, response) => {
    const servername: unknown = Reflect.get(request.socket, "servername");
    const seen = { host: request.headers.host, path: request.url, servername };
    response.end(body ?? JSON.stringify(seen));
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return listenOnLoopback(server);
}

const options = { signal: AbortSignal.timeout(5_000), maxBytes: 1_000 };
const get = createPinnedGet({ ca: certificate.cert });

describe("createPinnedGet", () => {
  it("[SO7] connects to the address given, and speaks to the name", async () => {
    const port = await startServer();
    const hostHeader = `hs.test:${port}`;
    const answer = await get({ addresses: ["127.0.0.1"], port, hostHeader }, "/x?y=z", options);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({
      host: hostHeader,
      path: "/x?y=z",
      servername: "hs.test",
    });
  });

  it("[SO7] asks an address for a certificate of that address", async () => {
    const port = await startServer();
    const destination = { addresses: ["127.0.0.1"], port, hostHeader: `127.0.0.1:${port}` };
    expect((await get(destination, "/", options)).status).toBe(200);
  });

  it("[SO7] refuses a certificate of another name, and one of an unknown authority", async () => {
    const port = await startServer();
    const destination = { addresses: ["127.0.0.1"], port, hostHeader: "evil.test" };
    await expect(get(destination, "/", options)).rejects.toThrow(/altnames/i);
    const strict = createPinnedGet();
    await expect(strict({ ...destination, hostHeader: "hs.test" }, "/", options)).rejects.toThrow(
      /certificate/i,
    );
  });

  it("[SO7] tries the next address when one does not answer", async () => {
    const port = await startServer();
    const addresses = ["127.0.0.2", "127.0.0.1"];
    expect((await get({ addresses, port, hostHeader: "hs.test" }, "/", options)).status).toBe(200);
  });

  it("[SO7] refuses a body that is too long", async () => {
    const port = await startServer("x".repeat(1_001));
    const destination = { addresses: ["127.0.0.1"], port, hostHeader: "hs.test" };
    await expect(get(destination, "/", options)).rejects.toThrow(/size/i);
  });

  it("[SO7] goes nowhere without an address", async () => {
    await expect(
      get({ addresses: [], port: 1, hostHeader: "hs.test" }, "/", options),
    ).rejects.toThrow("no address");
  });
});
