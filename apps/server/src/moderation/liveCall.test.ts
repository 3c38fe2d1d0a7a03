import { describe, expect, it } from "vitest";
import { member, moderatedCall, moderator, other, pathOf } from "../testing/moderatedCall.ts";

describe("a call under way", () => {
  it("[SN8] is shown to every member", async () => {
    const call = await moderatedCall();
    const identity = await call.enter(member, "PHONE", ["MICROPHONE", "CAMERA"]);
    call.sfu.join(call.callName, "unknown identity");
    await call.api(moderator, "DELETE", pathOf(other));
    const seen = {
      slotId: "m.call#ROOM",
      locked: false,
      lockedBy: null,
      removed: [other],
      participants: [
        {
          userId: member,
          deviceId: "PHONE",
          identity,
          joinedAt: expect.any(Number),
          tracks: [
            { source: "microphone", muted: false },
            { source: "camera", muted: false },
          ],
        },
        { userId: null, deviceId: null, identity: "unknown identity", tracks: [] },
      ],
    };
    const may = (it: boolean) => ({ mute: it, remove: it, end: it, lock: it });
    expect(await call.api(member, "GET", "/call")).toMatchObject({
      status: 200,
      body: { ...seen, youMay: may(false) },
    });
    expect(await call.api(moderator, "GET", "/call")).toMatchObject({
      body: { ...seen, youMay: may(true) },
    });
  });

  it("[SN8] of another slot is another call", async () => {
    const call = await moderatedCall();
    await call.enter(member);
    expect(await call.api(member, "GET", "/call?slot=m.call%23other")).toMatchObject({
      status: 404,
      body: { errcode: "M_NOT_FOUND" },
    });
  });

  it.each([
    ["GET", "/call", undefined],
    ["POST", "/call/mute", undefined],
    ["POST", `${pathOf(member)}/mute`, undefined],
    ["DELETE", pathOf(member), undefined],
    ["DELETE", "/call", undefined],
    ["PUT", "/call/lock", { locked: true }],
  ] as const)("[SN9] %s %s without one is 404", async (method, path, body) => {
    const call = await moderatedCall();
    expect(await call.api(moderator, method, path, body)).toMatchObject({
      status: 404,
      body: { errcode: "M_NOT_FOUND" },
    });
    expect(await call.askToken(member)).toMatchObject({ status: 200 });
  });

  it("[SN10] is 502 while the SFU does not answer", async () => {
    const call = await moderatedCall();
    await call.enter(member);
    await call.sfu.close();
    for (const [method, path] of [
      ["GET", "/call"],
      ["DELETE", "/call"],
      ["DELETE", pathOf(member)],
    ] as const) {
      expect(await call.api(moderator, method, path)).toMatchObject({
        status: 502,
        body: { errcode: "M_UNKNOWN", error: "The SFU does not answer" },
      });
    }
  });
});
