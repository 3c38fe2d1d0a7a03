import { describe, expect, it } from "vitest";
import { connected, inSeconds, sending, waiting } from "../testing/delegatedLeaves.ts";
import type { LeaveJob } from "./leaveJob.ts";
import { dueAt, expiresAt, planLeave } from "./leavePlan.ts";

describe("planLeave", () => {
  it.each([
    ["looks first after about a second", waiting, 0.9, "wait"],
    ["looks first after about a second", waiting, 1, "look"],
    [
      "keeps the leave alive before it looks",
      { ...connected, restartAt: inSeconds(0) },
      30,
      "restart",
    ],
    ["looks when it is time", connected, 30, "look"],
    ["waits in between", connected, 29, "wait"],
    ["restarts when it is time", { ...connected, lookAt: undefined }, 80, "restart"],
    ["sends when it is time", sending, 10, "send"],
    ["does not send earlier", sending, 9, "wait"],
    ["[SJ11] drops what the homeserver has sent by itself: waiting", waiting, 101, "drop"],
    ["[SJ11] drops what the homeserver has sent by itself: connected", connected, 100, "drop"],
    ["[SJ11] drops what the homeserver has sent by itself: sending", sending, 100, "drop"],
    [
      "[SJ8] drops what an SFU leaves open for an hour",
      {
        ...connected,
        silentSince: inSeconds(0),
        countedFrom: inSeconds(3_600),
        restartAt: inSeconds(3_680),
      },
      3_600,
      "drop",
    ],
  ] as const)("%s", (_rule, job: LeaveJob, seconds, plan) => {
    expect(planLeave(job, inSeconds(seconds))).toBe(plan);
  });

  it("[SJ11] is due when it is to be dropped", () => {
    const late = { ...connected, restartAt: inSeconds(7_200), lookAt: undefined };
    expect(dueAt(late)).toBe(expiresAt(late));
    expect(dueAt({ ...waiting, lookAt: inSeconds(7_200) })).toBe(inSeconds(101));
    expect(dueAt({ ...sending, sendAt: inSeconds(7_200) })).toBe(sending.sendUntil);
  });
});
