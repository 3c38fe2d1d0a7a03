import { decodeJwt } from "jose";
import { describe, expect, it, onTestFinished } from "vitest";
import { createJsonClient } from "../http/jsonClient.ts";
import { type FakeAnswer, startFakeHttp } from "../testing/fakeHttp.ts";
import { createManualClock } from "../testing/manualClock.ts";
import { createAutoCreateCheck } from "./autoCreateCheck.ts";
import { createJoinTokenMint } from "./joinToken.ts";

async function setUp(answer: () => FakeAnswer) {
  const sfu = await startFakeHttp(answer);
  const client = createJsonClient(sfu.url);
  const clock = createManualClock();
  const lines: string[] = [];
  const log = (message: string) => lines.push(message);
  const check = createAutoCreateCheck({
    sfu: client,
    clock,
    mint: createJoinTokenMint({ apiKey: "key", apiSecret: "secret" }, clock),
    randomBytes: (count) => new Uint8Array(count),
    log: { debug: log, error: log },
  });
  onTestFinished(async () => {
    await check.stop();
    await client.close();
  });
  check.start();
  return { sfu, clock, lines };
}

describe("createAutoCreateCheck", () => {
  it("[SA15] is content when the SFU knows no such room", async () => {
    const { sfu, lines } = await setUp(() => ({ status: 404 }));
    await expect.poll(() => lines).toEqual(["the SFU makes no rooms by itself"]);
    const [request] = sfu.requests;
    expect(request?.path).toBe("/rtc/validate");
    expect([...(request?.query.keys() ?? [])]).toEqual([]);
    const claims = decodeJwt(request?.headers.authorization?.replace("Bearer ", "") ?? "");
    expect(claims["video"]).toMatchObject({ room: expect.stringContaining("confab-check-") });
  });

  it("[SA15] says loudly that strangers could make rooms, and what to set", async () => {
    const { lines } = await setUp(() => ({ status: 200, body: "success" }));
    await expect.poll(() => lines[0]).toContain("room.auto_create: false");
  });

  it("[SA15] asks again until the SFU is there", async () => {
    let status = 503;
    const { sfu, clock, lines } = await setUp(() => ({ status }));
    await expect.poll(() => sfu.requests.length).toBe(1);
    await clock.advance(0);
    status = 404;
    await expect
      .poll(async () => {
        await clock.advance(5_000);
        return lines;
      })
      .toEqual(["the SFU makes no rooms by itself"]);
  });

  it("[SA15] says once that our tokens are refused, be it for the key or for the clock", async () => {
    let status = 401;
    const { clock, lines } = await setUp(() => ({ status }));
    await expect.poll(() => lines[0]).toMatch(/refuses our tokens.*key.*clocks/);
    await clock.advance(5_000);
    status = 404;
    await expect
      .poll(async () => {
        await clock.advance(5_000);
        return lines.slice(1);
      })
      .toEqual(["the SFU makes no rooms by itself"]);
  });
});
