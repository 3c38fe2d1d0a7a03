import type { CallRecord } from "@confab/protocol";
import { describe, expect, it } from "vitest";
import { formatCsv } from "./recordCsv.ts";

const call = (userId: string, deviceId = "D"): CallRecord => ({
  callId: "c1",
  roomId: "!r",
  slotId: "m.call#ROOM",
  kind: "voice",
  status: "ongoing",
  startedAt: 0,
  endedAt: null,
  endReason: null,
  participations: [{ userId, deviceId, joinedAt: 0, leftAt: null, leaveReason: null }],
  rings: [],
});

async function lines(...pages: readonly (readonly CallRecord[])[]): Promise<readonly string[]> {
  const rest = pages.map((calls, index) => ({
    calls,
    next: index < pages.length - 1 ? { startedAt: index, callId: `${index}` } : undefined,
  }));
  const [first = { calls: [], next: undefined }] = rest;
  let text = "";
  for await (const part of formatCsv(
    first,
    async (cursor) => rest[cursor.startedAt + 1] ?? first,
  )) {
    text += part;
  }
  return text.split("\r\n").slice(0, -1);
}

describe("formatCsv", () => {
  it("[SR14] asks for page after page, and an empty table has its header", async () => {
    expect(await lines([])).toHaveLength(1);
    expect(await lines([call("@a:hs"), call("@b:hs")], [], [call("@c:hs")])).toEqual([
      expect.stringMatching(/^callId,/),
      expect.stringContaining("'@a:hs"),
      expect.stringContaining("'@b:hs"),
      expect.stringContaining("'@c:hs"),
    ]);
  });

  it("[SR14] has nothing that a spreadsheet would calculate, and quotes what separates", async () => {
    for (const evil of ["=cmd()", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]) {
      const [, line] = await lines([call("@a:hs", evil)]);
      expect(line).toMatch(/,'@a:hs,"?'[=+\-@\t\r]/);
    }
    const [, line] = await lines([call("@a:hs", 'D"1,\n2')]);
    expect(line).toContain(`'@a:hs,"D""1,\n2",joined`);
  });

  it("[SR14] has who was rung and came only as who was there, and others once", async () => {
    const ring = (...people: CallRecord["rings"][number]["people"]) => ({
      ringId: "r",
      sender: "@a:hs",
      sentAt: 0,
      endsAt: 1,
      intent: null,
      people,
    });
    const rung: CallRecord = {
      ...call("@a:hs"),
      rings: [
        ring({ userId: "@a:hs", outcome: "answered" }, { userId: "@b:hs", outcome: "missed" }),
        ring({ userId: "@b:hs", outcome: "declined" }),
      ],
    };
    expect(await lines([rung])).toEqual([
      expect.anything(),
      expect.stringContaining("'@a:hs,D,joined"),
      expect.stringContaining("'@b:hs,,declined"),
    ]);
  });
});
