import Fastify from "fastify";
import { describe, expect, it, onTestFinished } from "vitest";
import { loggerOptions } from "./requestLog.ts";

const config = {
  logLevel: "debug",
  homeserver: { url: "http://hs", asToken: "our-as-token", hsToken: "our-hs-token" },
  sfu: { url: "http://sfu", apiKey: "key", apiSecret: "our-api-secret", moreUrls: [] },
  database: { url: "postgres://confab:our-password@db/confab", maxConnections: 1 },
} as const;

function setUp() {
  let text = "";
  const app = Fastify({
    logger: loggerOptions(
      { ...config, sfu: { ...config.sfu, moreUrls: [] } },
      { write: (line) => (text += line) },
    ),
  });
  onTestFinished(() => app.close());
  return { log: app.log, text: () => text };
}

describe("the log", () => {
  it("[SL2] does not hold the secrets of the configuration, whoever writes them", () => {
    const { log, text } = setUp();
    log.info({ config }, `as ${config.homeserver.asToken}`);
    log.error(new Error(`no connection to ${config.database.url}`));
    expect(text()).toContain("no connection to [hidden]");
    expect(text()).not.toMatch(/our-(as|hs)-token|our-api-secret|our-password/);
  });

  it("[SL3] keeps class, text, code and causes of an error, and no other field", () => {
    const { log, text } = setUp();
    const cause = Object.assign(new TypeError("Invalid URL"), {
      code: "ERR_INVALID_URL",
      input: "what was being read",
    });
    log.warn({ err: new Error("not found", { cause }) }, "failed");
    expect(JSON.parse(text())).toMatchObject({
      msg: "failed",
      err: {
        type: "Error",
        message: "not found",
        cause: { type: "TypeError", message: "Invalid URL", code: "ERR_INVALID_URL" },
      },
    });
    expect(text()).not.toContain("what was being read");
  });

  it("[SL3] bears causes in a ring, and what is thrown without being an error", () => {
    const { log, text } = setUp();
    const ring = new Error("ring");
    ring.cause = ring;
    log.warn({ err: ring }, "first");
    log.warn({ err: "only a text" }, "second");
    const [, second = ""] = text().split("\n");
    expect(JSON.parse(second)).toMatchObject({ err: { type: "string", message: "only a text" } });
  });
});
