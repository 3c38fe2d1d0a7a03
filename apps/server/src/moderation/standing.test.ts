import { describe, expect, it } from "vitest";
import {
  admin,
  member,
  moderatedCall,
  moderator,
  mutedTracks,
  other,
  pathOf,
  peer,
} from "../testing/moderatedCall.ts";
import { askStanding } from "./standing.ts";

const stranger = "@stranger:example.com";

describe("who may moderate", () => {
  it.each([
    ["POST", `${pathOf(other)}/mute`, undefined],
    ["POST", "/call/mute", undefined],
    ["DELETE", pathOf(other), undefined],
    ["POST", `${pathOf(other)}/readmit`, undefined],
    ["DELETE", "/call", undefined],
    ["PUT", "/call/lock", { locked: true }],
    ["PUT", "/call/lock", { locked: false }],
  ] as const)("[SN4] %s %s %j needs the level for kicking", async (method, path, body) => {
    const call = await moderatedCall();
    const identity = await call.enter(other, "DEVICE", ["MICROPHONE"]);
    expect(await call.api(member, method, path, body)).toEqual({
      status: 403,
      body: {
        errcode: "M_FORBIDDEN",
        error: "This needs power level 50 in the room; yours is 0",
      },
    });
    expect(call.present()).toEqual([identity]);
    expect(mutedTracks(call, identity)).toEqual([false]);
    expect(await call.askToken(peer)).toMatchObject({ status: 200 });
    expect((await call.api(moderator, method, path, body)).status).toBeLessThan(300);
  });

  it.each([
    ["POST", `${pathOf(peer)}/mute`],
    ["DELETE", pathOf(peer)],
    ["DELETE", pathOf(admin)],
    ["POST", `${pathOf(peer)}/readmit`],
  ] as const)("[SN5] %s %s needs more power than that user has", async (method, path) => {
    const call = await moderatedCall();
    const identity = await call.enter(peer, "DEVICE", ["MICROPHONE"]);
    expect(await call.api(moderator, method, path)).toMatchObject({
      status: 403,
      body: { error: "This needs a higher power level in the room than that user's; yours is 50" },
    });
    expect(call.present()).toEqual([identity]);
    expect(mutedTracks(call, identity)).toEqual([false]);
    expect(await call.askToken(peer)).toMatchObject({ status: 200 });
  });

  it("[SN5] everybody may mute and hang up their own devices", async () => {
    const call = await moderatedCall();
    const phone = await call.enter(member, "PHONE", ["MICROPHONE"]);
    const laptop = await call.enter(member, "LAPTOP", ["MICROPHONE"]);
    const body = { device: "PHONE" };
    expect(await call.api(member, "POST", `${pathOf(member)}/mute`, body)).toMatchObject({
      body: { muted: 1 },
    });
    expect([mutedTracks(call, phone), mutedTracks(call, laptop)]).toEqual([[true], [false]]);
    expect(await call.api(member, "DELETE", pathOf(member))).toMatchObject({ status: 204 });
    expect(call.present()).toEqual([]);
    expect(await call.askToken(member, "PHONE")).toMatchObject({ status: 200 });
  });

  it("[SN6] nobody who is not joined learns or does anything", async () => {
    const call = await moderatedCall();
    await call.enter(member);
    for (const [method, path] of [
      ["GET", "/call"],
      ["DELETE", "/call"],
      ["DELETE", pathOf(stranger)],
    ] as const) {
      expect(await call.api(stranger, method, path)).toEqual({
        status: 403,
        body: { errcode: "M_FORBIDDEN", error: "You are not joined to this room" },
      });
    }
    expect(call.present()).toHaveLength(1);
  });

  it("[SN6] what the homeserver does not say is 502, and nothing is done", async () => {
    const call = await moderatedCall();
    const identity = await call.enter(member);
    call.homeserver.override = ({ path }) =>
      path.includes("/state/m.room.power_levels") ? { status: 500 } : undefined;
    expect(await call.api(moderator, "DELETE", "/call")).toMatchObject({
      status: 502,
      body: { error: "The homeserver does not say who may do what in this room" },
    });
    call.homeserver.override = ({ path }) =>
      path.includes("/rooms/") ? { status: 500 } : undefined;
    expect(await call.api(other, "GET", "/call")).toMatchObject({
      status: 502,
      body: { error: "The homeserver does not say whether you are in this room" },
    });
    expect(call.present()).toEqual([identity]);
  });

  it("[SN6] without a homeserver of our own nothing is known", async () => {
    await expect(askStanding(undefined, "!room", member)).rejects.toMatchObject({ status: 502 });
  });

  it("[SN7] asks for an OpenID token", async () => {
    const { app, homeserver } = await moderatedCall();
    homeserver.openIdTokens.set("token", stranger);
    const url = "/api/v1/rooms/!room:example.com/call";
    const answer = await app.inject({ url });
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toMatchObject({ errcode: "M_MISSING_TOKEN" });
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
    const forged = await app.inject({ url, headers: { authorization: "Bearer forged" } });
    expect(forged.json()).toMatchObject({ errcode: "M_UNKNOWN_TOKEN" });
  });
});
