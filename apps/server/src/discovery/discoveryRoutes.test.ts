import { parseClientDiscovery, parseServerDiscovery } from "@confab/protocol";
import { describe, expect, it } from "vitest";
import { serverUnderTest } from "../testing/serverUnderTest.ts";

describe("discovery", () => {
  it("[SD1] tells clients where homeserver and call service are", async () => {
    const { app } = await serverUnderTest();
    const answer = await app.inject({ url: "/.well-known/matrix/client" });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["content-type"]).toContain("application/json");
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
    expect(parseClientDiscovery(answer.json())).toMatchObject({
      homeserverUrl: "https://confab.test",
      transports: [{ type: "livekit", serviceUrl: "https://confab.test/livekit/jwt" }],
    });
  });

  it.each([
    ["https://confab.test", "confab.test:443"],
    ["http://localhost:8080/", "localhost:8080"],
    ["https://confab.test:8443", "confab.test:8443"],
  ])("[SD2] tells other homeservers the port too: %s", async (publicUrl, server) => {
    const { app } = await serverUnderTest({ config: { publicUrl } });
    const answer = await app.inject({ url: "/.well-known/matrix/server" });
    expect(parseServerDiscovery(answer.json())).toBe(server);
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
  });
});
