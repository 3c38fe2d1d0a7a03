import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createJoinTokenMint } from "./joinToken.ts";
import { createHandshakeCheck } from "./handshakeCheck.ts";
import { createManualClock } from "../testing/manualClock.ts";
import { createTokenCheck } from "./tokenCheck.ts";

const clock = createManualClock();
const mint = createJoinTokenMint({ apiKey: "key", apiSecret: "secret" }, clock);
const token = (identity: string) => mint({ room: "call", identity, canPublish: true });
const check = createHandshakeCheck(
  { mayConnect: async (room, identity) => !(room === "call" && identity === "revoked") },
  createTokenCheck("secret", clock),
);

describe("HandshakeCheck", () => {
  it("[SM14] refuses a revoked token, wherever it stands", async () => {
    const [good, bad] = [await token("good"), await token("revoked")];
    const query = (...tokens: string[]) =>
      `/rtc?protocol=15&${tokens.map((one) => `access_token=${one}`).join("&")}`;
    const bearer = (jwt: string) => ({ authorization: `Bearer ${jwt}` });
    expect(await check(query(good), {})).toBe(true);
    expect(await check("/rtc", bearer(good))).toBe(true);
    expect(await check(query(bad), {})).toBe(false);
    expect(await check("/rtc", bearer(bad))).toBe(false);
    expect(await check(query(good), bearer(bad))).toBe(false);
    expect(await check(query(bad), bearer(good))).toBe(false);
    expect(await check(query(good, bad), {})).toBe(false);
    expect(await check(query(good, good, good), {})).toBe(false);
  });

  it("[SM14] is not fooled by another spelling", async () => {
    const bad = await token("revoked");
    expect(await check(`/rtc?access%5Ftoken=${bad}`, {})).toBe(false);
    expect(await check(`/rtc?access_token=${bad.replaceAll(".", "%2E")}`, {})).toBe(false);
    expect(await check(`/rtc?access_token=${bad.slice(0, 60)}%0A${bad.slice(60)}`, {})).toBe(false);
    expect(await check("/rtc", { authorization: `bearer ${bad}` })).toBe(false);
  });

  it("[SP8] refuses a token that the SFU would refuse and log", async () => {
    const good = await token("good");
    expect(await check(`/rtc?access_token=${good}x`, {})).toBe(false);
    expect(await check("/rtc", { authorization: `Bearer ${good}x` })).toBe(false);
  });

  it("[SM14] leaves to the SFU what is no token", async () => {
    expect(await check("/rtc", {})).toBe(true);
    expect(await check("/rtc?access_token=t", {})).toBe(true);
    const property = fc.asyncProperty(fc.string(), fc.string(), async (query, authorization) => {
      await check(`/rtc?access_token=${query}`, { authorization });
    });
    await expect(fc.assert(property)).resolves.toBeUndefined();
  });
});
