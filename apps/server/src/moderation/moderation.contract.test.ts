import { describe, expect, inject, it } from "vitest";
import { newRealPerson, newRealRoom, type RealPerson } from "../testing/realPeople.ts";

const { origin } = inject("stack");

/** A room with its creator, a moderator and a member, of whom moderator and member are in its call. */
async function setUp(roomVersion?: string) {
  const people = await Promise.all(
    ["Creator", "Moderator", "Member"].map((name) => newRealPerson(origin, name)),
  );
  const [creator, moderator, member] = people;
  if (creator === undefined || moderator === undefined || member === undefined) {
    throw new Error("three people were expected");
  }
  const roomId = await newRealRoom([creator, moderator, member], {
    powers: [50, 0],
    ...(roomVersion === undefined ? {} : { roomVersion }),
  });
  const enter = async (person: RealPerson) => {
    const token = await person.askToken(roomId);
    const connection = person.connect(token);
    await connection.entered;
    return { token, ...connection };
  };
  const entries = { moderator: await enter(moderator), member: await enter(member) };
  const call = `/rooms/${encodeURIComponent(roomId)}/call`;
  const of = ({ userId }: RealPerson) => `${call}/participants/${encodeURIComponent(userId)}`;
  const present = async () => {
    const { body } = await creator.api("GET", call);
    return body;
  };
  return { creator, moderator, member, roomId, entries, call, of, present };
}

describe("moderation, with Synapse and LiveKit", () => {
  it.each([undefined, "10"])(
    "[SN1] knows who has which power (room version %s)",
    async (version) => {
      const { creator, moderator, member, call, of } = await setUp(version);
      for (const [person, may] of [
        [creator, true],
        [moderator, true],
        [member, false],
      ] as const) {
        expect(await person.api("GET", call)).toMatchObject({
          status: 200,
          body: { youMay: { remove: may, end: may } },
        });
      }
      expect(await member.api("DELETE", call)).toMatchObject({ status: 403 });
      expect(await moderator.api("DELETE", of(creator))).toMatchObject({ status: 403 });
      const stranger = await newRealPerson(origin, "Stranger");
      expect(await stranger.api("GET", call)).toMatchObject({ status: 403 });
    },
  );

  it("[SN13] takes somebody out, who cannot come back with a stored token or a new one", async () => {
    const { moderator, member, roomId, entries, of, present } = await setUp();
    expect(await moderator.api("DELETE", of(member))).toMatchObject({ status: 204 });
    await entries.member.ended;
    expect(await present()).toMatchObject({
      removed: [member.userId],
      participants: [{ userId: moderator.userId, deviceId: moderator.deviceId }],
    });
    await expect(member.connect(entries.member.token).entered).rejects.toThrow(
      "the SFU let nobody in",
    );
    expect(await member.askToken(roomId)).toMatchObject({
      status: 403,
      body: { reason: "removed" },
    });
    expect(await moderator.api("POST", `${of(member)}/readmit`)).toMatchObject({ status: 204 });
    const again = member.connect(await member.askToken(roomId));
    await again.entered;
  });

  it("[SN15] ends a call for everybody, and stored tokens do not begin another one", async () => {
    const { creator, moderator, member, entries, call } = await setUp();
    expect(await creator.api("DELETE", call)).toMatchObject({ status: 204 });
    await Promise.all([entries.moderator.ended, entries.member.ended]);
    expect(await moderator.api("GET", call)).toMatchObject({ status: 404 });
    await expect(member.connect(entries.member.token).entered).rejects.toThrow(
      "the SFU let nobody in",
    );
  });

  it("[SN16] locks a call for whoever is not in it", async () => {
    const { creator, moderator, member, roomId, call } = await setUp();
    expect(await moderator.api("PUT", `${call}/lock`, { locked: true })).toMatchObject({
      status: 200,
    });
    expect(await creator.askToken(roomId)).toMatchObject({
      status: 403,
      body: { reason: "locked" },
    });
    expect(await member.askToken(roomId)).toMatchObject({ status: 200 });
    expect(await creator.api("PUT", `${call}/lock`, { locked: false })).toMatchObject({
      status: 200,
    });
    expect(await creator.askToken(roomId)).toMatchObject({ status: 200 });
  });
});
