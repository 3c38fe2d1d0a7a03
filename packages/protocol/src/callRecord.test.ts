import { describe, expect, it } from "vitest";
import { parseCallPage } from "./callRecord.ts";

const call = {
  callId: "c",
  roomId: "!r",
  slotId: "m.call#ROOM",
  kind: "voice",
  status: "ongoing",
  startedAt: 1,
  endedAt: null,
  endReason: null,
  participations: [
    { userId: null, deviceId: null, joinedAt: 1, leftAt: 2, leaveReason: "not-observed" },
  ],
  rings: [
    {
      ringId: "r",
      sender: "@a:hs",
      sentAt: 1,
      endsAt: 2,
      intent: null,
      people: [{ userId: "@b:hs", outcome: "missed" }],
    },
  ],
};

describe("parseCallPage", () => {
  it("[PC7] reads a page whole or not at all", () => {
    const page = { calls: [call], nextCursor: "5.c", incomplete: true };
    expect(parseCallPage(page)).toEqual(page);
    expect(parseCallPage({ calls: [] })).toEqual({ calls: [] });
    for (const broken of [null, {}, { calls: [{ ...call, kind: "audio" }] }, { calls: [{}] }]) {
      expect(parseCallPage(broken)).toBeUndefined();
    }
  });
});
