import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { serverUnderTest } from "../testing/serverUnderTest.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";

function builtApp(): string {
  const webRoot = temporaryFolder();
  mkdirSync(join(webRoot, "assets"));
  writeFileSync(join(webRoot, "index.html"), "<!doctype html>the app");
  writeFileSync(join(webRoot, ".stamp"), "hash");
  writeFileSync(join(webRoot, "assets/main-1a2b.js"), "the script");
  writeFileSync(join(webRoot, "assets/main-1a2b.js.gz"), gzipSync("the script"));
  return webRoot;
}

describe("the web app", () => {
  it("[SW1] is one page that is asked for anew", async () => {
    const { app } = await serverUnderTest({ config: { webRoot: builtApp() } });
    const answer = await app.inject({ url: "/" });
    expect(answer.body).toContain("the app");
    expect(answer.headers["cache-control"]).toBe("no-cache");
    expect(answer.headers["content-type"]).toContain("text/html");
  });

  it("[SW2] has assets that are kept for a year, compressed where the browser can", async () => {
    const { app } = await serverUnderTest({ config: { webRoot: builtApp() } });
    const url = "/assets/main-1a2b.js";
    const plain = await app.inject({ url });
    expect(plain.body).toBe("the script");
    expect(plain.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    const small = await app.inject({ url, headers: { "accept-encoding": "gzip, br" } });
    expect(small.headers["content-encoding"]).toBe("gzip");
    expect(small.headers["content-type"]).toContain("javascript");
    expect(gunzipSync(small.rawPayload).toString()).toBe("the script");
  });

  it("[SW3] says what to do while it is not built, and shows the app once it is", async () => {
    const webRoot = join(temporaryFolder(), "web");
    const { app } = await serverUnderTest({ config: { webRoot } });
    const answer = await app.inject({ url: "/" });
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toContain("npm run build");
    mkdirSync(webRoot);
    writeFileSync(join(webRoot, "index.html"), "the app");
    expect((await app.inject({ url: "/" })).body).toBe("the app");
  });

  it.each(["/nothing", "/assets/", "/.stamp", "/assets/%2e%2e/.stamp", "/_synapse/admin/v1/users"])(
    "[SW4] has nothing at %s",
    async (url) => {
      const { app, homeserver } = await serverUnderTest({ config: { webRoot: builtApp() } });
      const answer = await app.inject({ url });
      expect(answer.statusCode).toBeGreaterThanOrEqual(403);
      expect(answer.statusCode).toBeLessThan(405);
      expect(homeserver.requests).toEqual([]);
    },
  );

  it("[SW4] answers in JSON below /api", async () => {
    const { app } = await serverUnderTest();
    const answer = await app.inject({ url: "/api/v1/nothing" });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ errcode: "M_UNRECOGNIZED" });
  });

  it.each(["/", "/nothing"])("[SW5] protects %s", async (url) => {
    const { app } = await serverUnderTest({ config: { webRoot: builtApp() } });
    const { headers } = await app.inject({ url });
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self' https: wss:;");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["permissions-policy"]).toBe(
      "camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self)",
    );
    expect(headers["strict-transport-security"]).toContain("max-age=");
  });

  it("[SW5] promises no HTTPS that there is not", async () => {
    const { app } = await serverUnderTest({ config: { publicUrl: "http://localhost:8080" } });
    const { headers } = await app.inject({ url: "/" });
    expect(headers["strict-transport-security"]).toBeUndefined();
    expect(headers["content-security-policy"]).toContain(
      "connect-src 'self' http://localhost:8080 ws://localhost:8080;",
    );
    expect(headers["content-security-policy"]).not.toContain("upgrade-insecure-requests");
  });

  it("[SW5] promises nothing for the other ports of localhost", async () => {
    const { app } = await serverUnderTest({ config: { publicUrl: "https://localhost:8480" } });
    const { headers } = await app.inject({ url: "/" });
    expect(headers["strict-transport-security"]).toBeUndefined();
  });
});
