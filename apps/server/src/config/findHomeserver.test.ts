import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { parseServerName } from "../authorisation/serverName/serverName.ts";
import type { LocateClientApi } from "../homeserver/clientApiLocation.ts";
import { findHomeserver } from "./findHomeserver.ts";
import { wildcardHost } from "./wildcardHost.ts";

const tokens = { asToken: "as", hsToken: "hs" };

describe("findHomeserver", () => {
  it("[SV7] takes the address that the homeserver itself names", async () => {
    const asked: string[] = [];
    const locate: LocateClientApi = async (serverName) => {
      asked.push(serverName);
      const server = parseServerName("matrix.hs.test:8443");
      return server && { server, pathPrefix: "/base" };
    };
    const found = await findHomeserver("hs.test", tokens, locate);
    expect(found).toEqual({ url: "https://matrix.hs.test:8443/base", ...tokens });
    expect(asked).toEqual(["hs.test"]);
  });

  it.each<[string, LocateClientApi]>([
    ["it names none", async () => undefined],
    ["nobody answers", () => Promise.reject(new Error("no answer"))],
  ])("[SV7] says what to set when %s, without a secret", async (_case, locate) => {
    const failure = await findHomeserver("hs.test", tokens, locate).catch(String);
    expect(failure).toContain("set CONFAB_HOMESERVER_URL");
    expect(failure).toContain("hs.test");
  });
});

describe("wildcardHost", () => {
  it("[SV5] can be listened at on this machine", async () => {
    const host = await wildcardHost();
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, host, resolve);
    });
    await new Promise((resolve) => {
      server.close(resolve);
    });
    expect(["::", "0.0.0.0"]).toContain(host);
  });
});
