import type { Participation } from "@confab/protocol";
import { describe, expect, it } from "vitest";
import { callStatus, ringOutcome } from "./ringOutcome.ts";

const bob = "@bob:hs";
const ring = { sentAt: 100, endsAt: 190 };
const there = (userId: string, joinedAt: number, leftAt: number | null = null): Participation => ({
  userId,
  deviceId: "D",
  joinedAt,
  leftAt,
  leaveReason: leftAt === null ? null : "left",
});

describe("ringOutcome", () => {
  it.each([
    ["joined before it was over", { declinedAt: null }, [there(bob, 190)], "answered"],
    ["was there already", { declinedAt: null }, [there(bob, 10)], "answered"],
    ["had left before", { declinedAt: null }, [there(bob, 10, 99)], "missed"],
    ["joined too late", { declinedAt: null }, [there(bob, 191)], "missed"],
    ["did nothing", { declinedAt: null }, [there("@alice:hs", 100)], "missed"],
    ["declined", { declinedAt: 150 }, [], "declined"],
    ["declined too late", { declinedAt: 191 }, [], "missed"],
    [
      "declined on one device, joined on another",
      { declinedAt: 150 },
      [there(bob, 160)],
      "answered",
    ],
  ] as const)("[SR10] of somebody who %s", (_case, person, participations, outcome) => {
    const call = { participations, endedAt: null };
    expect(ringOutcome({ userId: bob, ...person }, ring, call, 1_000)).toBe(outcome);
  });

  it("[SR10] is open as long as it rings, which ends with the call at the latest", () => {
    const person = { userId: bob, declinedAt: null };
    const ongoing = { participations: [], endedAt: null };
    expect(ringOutcome(person, ring, ongoing, 190)).toBe("ringing");
    expect(ringOutcome(person, ring, ongoing, 191)).toBe("missed");
    expect(ringOutcome(person, ring, { participations: [], endedAt: 150 }, 160)).toBe("missed");
  });
});

describe("callStatus", () => {
  const rings = [{ ringId: "r", sender: "@a:hs", sentAt: 1, endsAt: 2, intent: null, people: [] }];
  it.each([
    [{ endedAt: null, rings, people: 1 }, "ongoing"],
    [{ endedAt: 5, rings, people: 1 }, "missed"],
    [{ endedAt: 5, rings, people: 2 }, "ended"],
    [{ endedAt: 5, rings: [], people: 1 }, "ended"],
  ] as const)("[SR11] of %j", (call, status) => {
    expect(callStatus({ ...call, rings: [...call.rings] })).toBe(status);
  });
});
