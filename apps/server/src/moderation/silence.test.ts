import { describe, expect, it } from "vitest";
import {
  member,
  moderatedCall,
  moderator,
  mutedTracks,
  other,
  pathOf,
  peer,
} from "../testing/moderatedCall.ts";

describe("muting", () => {
  it("[SN11] silences the microphones of all of a user's devices, once", async () => {
    const call = await moderatedCall();
    const phone = await call.enter(member, "PHONE", ["MICROPHONE", "CAMERA"]);
    const laptop = await call.enter(member, "LAPTOP", ["MICROPHONE"]);
    const bystander = await call.enter(other, "DEVICE", ["MICROPHONE"]);
    const path = `${pathOf(member)}/mute`;
    expect(await call.api(moderator, "POST", path)).toEqual({ status: 200, body: { muted: 2 } });
    expect(mutedTracks(call, phone)).toEqual([true, false]);
    expect(mutedTracks(call, laptop)).toEqual([true]);
    expect(mutedTracks(call, bystander)).toEqual([false]);
    expect(await call.api(moderator, "POST", path)).toEqual({ status: 200, body: { muted: 0 } });
  });

  it("[SN11] silences what it is told, the sound of a screen with its picture", async () => {
    const call = await moderatedCall();
    const identity = await call.enter(member, "DEVICE", [
      "MICROPHONE",
      "CAMERA",
      "SCREEN_SHARE",
      "SCREEN_SHARE_AUDIO",
    ]);
    const body = { sources: ["camera", "screen"] };
    expect(await call.api(moderator, "POST", `${pathOf(member)}/mute`, body)).toMatchObject({
      body: { muted: 3 },
    });
    expect(mutedTracks(call, identity)).toEqual([false, true, true, true]);
  });

  it("[SN12] of everybody leaves out the caller and who has as much power", async () => {
    const call = await moderatedCall();
    const own = await call.enter(moderator, "DEVICE", ["MICROPHONE"]);
    const equal = await call.enter(peer, "DEVICE", ["MICROPHONE"]);
    const below = await call.enter(member, "DEVICE", ["MICROPHONE"]);
    const unknown = "unknown identity";
    call.sfu.join(call.callName, unknown, ["MICROPHONE"]);
    expect(await call.api(moderator, "POST", "/call/mute")).toEqual({
      status: 200,
      body: { muted: 2, spared: [peer] },
    });
    expect([own, equal, below, unknown].map((one) => mutedTracks(call, one))).toEqual([
      [false],
      [false],
      [true],
      [true],
    ]);
  });

  it("[SN12] of everybody leaves out whom it is told", async () => {
    const call = await moderatedCall();
    const own = await call.enter(moderator, "DEVICE", ["MICROPHONE"]);
    const speaker = await call.enter(other, "DEVICE", ["MICROPHONE"]);
    const below = await call.enter(member, "DEVICE", ["MICROPHONE"]);
    const body = { except: [other] };
    expect(await call.api(moderator, "POST", "/call/mute", body)).toMatchObject({
      body: { muted: 2, spared: [] },
    });
    expect([own, speaker, below].map((one) => mutedTracks(call, one))).toEqual([
      [true],
      [false],
      [true],
    ]);
  });

  it("[SN11] of somebody who is not in the call is 404", async () => {
    const call = await moderatedCall();
    await call.enter(other);
    const path = `${pathOf(member)}/mute`;
    expect(await call.api(moderator, "POST", path)).toMatchObject({
      status: 404,
      body: { error: "That user is not in the call" },
    });
  });
});
