import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePowerLevels } from "./powerLevels.ts";

const creator = "@creator:a";
const other = "@other:a";

function creation(roomVersion: string | undefined, content: object = {}): object {
  return {
    type: "m.room.create",
    sender: creator,
    content: { ...(roomVersion === undefined ? {} : { room_version: roomVersion }), ...content },
  };
}

describe("power levels", () => {
  it("[PW1] are those of the event", () => {
    const levels = parsePowerLevels(creation("10", { creator }), {
      users: { [creator]: 100, [other]: -5 },
      users_default: 7,
      kick: 30,
      ban: 40,
      redact: 20,
      events: { "m.room.name": 60 },
      state_default: 45,
    });
    expect(levels).toMatchObject({ kick: 30, ban: 40, redact: 20 });
    expect([creator, other, "@third:b"].map((user) => levels?.levelOf(user))).toEqual([100, -5, 7]);
    expect(levels?.stateLevel("m.room.name")).toBe(60);
    expect(levels?.stateLevel("m.room.topic")).toBe(45);
  });

  it("[PW2] have the specification's defaults where the event says nothing or nonsense", () => {
    for (const powerLevels of [
      {},
      { kick: "much", ban: 1.5, redact: null, users: [], events: 3, state_default: {} },
      [],
    ]) {
      const levels = parsePowerLevels(creation("10", { creator }), powerLevels);
      expect(levels).toMatchObject({ kick: 50, ban: 50, redact: 50 });
      expect(levels?.levelOf(creator)).toBe(0);
      expect(levels?.stateLevel("m.room.name")).toBe(50);
    }
  });

  it.each([
    ["50", 50],
    [" +0050\t", 50],
    ["-3", -3],
    ["9".repeat(400), Number.MAX_SAFE_INTEGER],
    ["5e1", 0],
    ["0x32", 0],
    ["", 0],
  ])("[PW3] reads %j, as old rooms have it, as %i", (text, level) => {
    const levels = parsePowerLevels(creation("1", { creator }), { users: { [other]: text } });
    expect(levels?.levelOf(other)).toBe(level);
  });

  it.each([
    [undefined, {}, creator],
    ["10", { creator: other }, other],
    ["11", { creator: other }, creator],
    ["org.example.custom", {}, creator],
  ])(
    "[PW4] without the event give 100 to the creator of version %s %j alone",
    (version, content, who) => {
      const levels = parsePowerLevels(creation(version, content), undefined);
      expect(levels?.levelOf(who)).toBe(100);
      expect(levels?.levelOf(who === creator ? other : creator)).toBe(0);
      expect(levels).toMatchObject({ kick: 50 });
    },
  );

  it.each(["12", "13", "org.matrix.hydra.11"])(
    "[PW5] put creators of version %s above everybody",
    (version) => {
      const event = creation(version, { additional_creators: [other, 5] });
      for (const powerLevels of [undefined, { users: { "@admin:a": 9_007_199_254_740_991 } }]) {
        const levels = parsePowerLevels(event, powerLevels);
        expect(levels?.levelOf(creator)).toBe(Infinity);
        expect(levels?.levelOf(other)).toBe(Infinity);
        expect(levels?.levelOf("@admin:a")).toBeLessThan(Infinity);
      }
    },
  );

  it.each(["11", "org.example.12", "twelve"])("[PW5] put nobody of version %s above", (version) => {
    const event = creation(version, { additional_creators: [other] });
    expect(parsePowerLevels(event, {})?.levelOf(creator)).toBe(0);
    expect(parsePowerLevels(event, {})?.levelOf(other)).toBe(0);
  });

  it("[PW6] are not known without the room's first event", () => {
    for (const event of [undefined, null, {}, { room_version: "12" }, { sender: 5, content: {} }]) {
      expect(parsePowerLevels(event, {})).toBeUndefined();
    }
  });

  it("[PW6] are numbers whatever the events say, and nobody but a creator is beyond measure", () => {
    const key = fc.oneof(
      fc.constantFrom("users", "events", "kick", "users_default", "state_default", "__proto__"),
      fc.string(),
    );
    const value = fc.oneof(
      fc.jsonValue(),
      fc.integer(),
      fc.dictionary(fc.constantFrom(other, "constructor"), fc.jsonValue()),
    );
    fc.assert(
      fc.property(fc.string(), fc.dictionary(key, value), (version, powerLevels) => {
        const levels = parsePowerLevels(creation(version), powerLevels);
        const numbers = [
          levels?.levelOf(other),
          levels?.levelOf("constructor"),
          levels?.levelOf("__proto__"),
          levels?.kick,
          levels?.stateLevel("toString"),
        ];
        for (const number of numbers) expect(number).toSatisfy(Number.isSafeInteger);
      }),
    );
  });

  it("[PW6] of any JSON throw nothing", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (event, powerLevels) => {
        const level = parsePowerLevels(event, powerLevels)?.levelOf(other) ?? 0;
        expect(level).not.toBeNaN();
      }),
    );
  });
});
