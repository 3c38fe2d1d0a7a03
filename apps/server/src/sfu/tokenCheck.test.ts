import { describe, expect, it } from "vitest";
import { createManualClock } from "../testing/manualClock.ts";
import { createAccessTokenSigner } from "./accessToken.ts";
import { createTokenCheck } from "./tokenCheck.ts";

const clock = createManualClock();
const claims = { identity: "alice", video: { room: "call" }, lifetimeSeconds: 600 };

function sign({ apiSecret = "secret", offsetMs = 0 } = {}): string {
  const signer = createManualClock(clock.now() + offsetMs);
  return createAccessTokenSigner({ apiKey: "key", apiSecret }, signer)(claims);
}

describe("createTokenCheck", () => {
  const check = createTokenCheck("secret", clock);

  it("[SP8] takes what the SFU would take, white space and clocks that differ a little included", async () => {
    const token = sign();
    expect(await check(token)).toBe(true);
    expect(await check(`${token.slice(0, 30)}\n${token.slice(30)}`)).toBe(true);
    expect(await check(sign({ offsetMs: 59_000 }))).toBe(true);
    expect(await check(sign({ offsetMs: -650_000 }))).toBe(true);
  });

  it.each([
    ["another key's", sign({ apiSecret: "another secret" })],
    ["one that was changed", `${sign()}x`],
    ["one that is not valid yet", sign({ offsetMs: 61_000 })],
    ["one that is over", sign({ offsetMs: -661_000 })],
  ])("[SP8] refuses %s", async (_what, token) => {
    expect(await check(token)).toBe(false);
  });

  it.each(["", "t", "a.b.c", "a.b", "not a token"])("[SP8] leaves %j to the SFU", async (text) => {
    expect(await check(text)).toBe(true);
  });
});
