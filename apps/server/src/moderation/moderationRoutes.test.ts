import { describe, expect, it } from "vitest";
import { member, moderatedCall, moderator, mutedTracks, pathOf } from "../testing/moderatedCall.ts";

describe("requests", () => {
  it.each([
    ["PUT", "/call/lock", {}],
    ["POST", "/call/mute", { exept: [] }],
    ["POST", `${pathOf(member)}/mute`, { sources: ["loudspeaker"] }],
    ["POST", `${pathOf("member")}/mute`, {}],
    ["DELETE", `${pathOf(member)}?device=`, undefined],
    ["DELETE", "/call?slot=a&slot=b", undefined],
  ] as const)("[SN17] that are not understood are 400: %s %s %j", async (method, path, body) => {
    const call = await moderatedCall();
    const identity = await call.enter(member, "DEVICE", ["MICROPHONE"]);
    expect(await call.api(moderator, method, path, body)).toMatchObject({ status: 400 });
    expect(call.present()).toEqual([identity]);
    expect(mutedTracks(call, identity)).toEqual([false]);
  });
});
