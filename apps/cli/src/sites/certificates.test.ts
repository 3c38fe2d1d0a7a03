import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:https";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import type { TlsFiles } from "../stack/component.ts";
import { loadOrCreateCertificates } from "./certificates.ts";

const day = 24 * 60 * 60 * 1000;

function setUp() {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const load = (afterDays = 0) =>
    loadOrCreateCertificates(folder.path, Date.now() + afterDays * day);
  return { folder: folder.path, load };
}

const read = (files: TlsFiles) => ({
  authority: readFileSync(files.authority, "utf8"),
  certificate: readFileSync(files.certificate, "utf8"),
  key: readFileSync(files.key, "utf8"),
});

describe("certificates of sites", () => {
  it("[FS2] are trusted by who trusts the authority, for every name of this machine", async () => {
    const { load } = setUp();
    const { authority, certificate, key } = read(await load());
    const server = createServer({ cert: certificate, key }, (_request, response) => {
      response.end("here");
    }).listen(0, "127.0.0.1");
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    await once(server, "listening");
    const address = server.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    const ask = async (servername: string, ca: string | undefined) => {
      const asked = request({
        host: "127.0.0.1",
        port,
        servername,
        headers: { host: servername },
        agent: false,
        ...(ca === undefined ? {} : { ca }),
      });
      asked.end();
      const [answer] = await once(asked, "response").catch((error: unknown) => [error]);
      return answer instanceof Error ? answer.message : "trusted";
    };
    expect(await ask("localhost", authority)).toBe("trusted");
    expect(await ask("localhost", undefined)).not.toBe("trusted");
    expect(await ask("example.org", authority)).not.toBe("trusted");
    const own = new X509Certificate(certificate);
    expect(own.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(own.checkIP("::1")).toBeDefined();
  });

  it("[FS2] stay the same from start to start", async () => {
    const { load } = setUp();
    const before = read(await load());
    expect(read(await load(50))).toEqual(before);
  });

  it("[FS2] are renewed a month before they end, the authority only when it has to be", async () => {
    const { load } = setUp();
    const before = read(await load());
    const renewed = read(await load(61));
    expect(renewed.authority).toBe(before.authority);
    expect(renewed.certificate).not.toBe(before.certificate);
    const late = read(await load(3630));
    expect(late.authority).not.toBe(before.authority);
    const own = new X509Certificate(late.certificate);
    expect(own.verify(new X509Certificate(late.authority).publicKey)).toBe(true);
  });

  it("[FS2] are made anew when they are broken, or of another authority", async () => {
    const { folder, load } = setUp();
    const before = read(await load());
    writeFileSync(join(folder, "ca.key"), "broken");
    const after = read(await load());
    expect(after.authority).not.toBe(before.authority);
    expect(after.certificate).not.toBe(before.certificate);
  });

  it("[DF1] have keys that only this user can read", async () => {
    const { folder, load } = setUp();
    await load();
    for (const name of ["ca.key", "localhost.key"]) {
      expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
    }
  });
});
