import { describe, expect, it } from "vitest";
import type { SfuLeaveReason } from "../sfu/sfuEvents.ts";
import { atSecond, connected, inSeconds, sending, waiting } from "../testing/delegatedLeaves.ts";
import type { ConnectedJob, LeaveEnded, LeaveJob, SendingJob, WaitingJob } from "./leaveJob.ts";
import { advanceLeave, type LeaveInput, newLeaveJob } from "./leaveMachine.ts";

const hourMs = 3_600_000;

function left(reason: SfuLeaveReason): LeaveInput {
  return { kind: "left", reason };
}

interface Row {
  readonly rule: string;
  readonly from: LeaveJob;
  readonly input: LeaveInput;
  readonly when: number;
  readonly to: Partial<WaitingJob> | Partial<ConnectedJob> | Partial<SendingJob> | LeaveEnded;
}

const waitingRows: readonly Row[] = [
  {
    rule: "[SJ2] is connected when the SFU says that the device joined, and restarts at once",
    from: waiting,
    input: { kind: "joined" },
    when: 5,
    to: {
      phase: "connected",
      restartAt: inSeconds(5),
      lookAt: inSeconds(1_000),
      countedFrom: inSeconds(0),
    },
  },
  {
    rule: "[SJ2] is connected when a look finds the device",
    from: { ...waiting, missing: "lost" },
    input: { kind: "found" },
    when: 5,
    to: { phase: "connected", restartAt: inSeconds(5), missing: undefined },
  },
  {
    rule: "[SJ3] looks again a little later when the device is not there yet",
    from: { ...waiting, looks: 1 },
    input: { kind: "absent" },
    when: 5,
    to: { phase: "waiting", looks: 2, lookAt: inSeconds(5) + 2_250 },
  },
  {
    rule: "[SJ3] looks a last time when its patience ends",
    from: { ...waiting, looks: 30 },
    input: { kind: "absent" },
    when: 70,
    to: { phase: "waiting", lookAt: inSeconds(100) },
  },
  {
    rule: "[SJ3] sends after the delay when the device never came",
    from: waiting,
    input: { kind: "absent" },
    when: 100,
    to: { phase: "sending", sendAt: inSeconds(100), sendUntil: inSeconds(101) },
  },
  {
    rule: "[SJ3] sends after an hour when the delay is longer",
    from: newLeaveJob(24 * hourMs, atSecond(0)),
    input: { kind: "absent" },
    when: 3_600,
    to: { phase: "sending", sendAt: inSeconds(3_600), sendUntil: inSeconds(7_200) },
  },
  {
    rule: "[SJ8] keeps waiting while the SFU is silent, whatever time it is",
    from: waiting,
    input: { kind: "silent" },
    when: 100,
    to: { phase: "waiting", looks: 1, lookAt: inSeconds(101) },
  },
  {
    rule: "[SJ6] looks a moment after a connection broke",
    from: waiting,
    input: left("lost"),
    when: 5,
    to: { phase: "waiting", missing: "lost", lookAt: inSeconds(7) },
  },
  {
    rule: "[SJ4] is done without a call when a connection broke that was never seen",
    from: { ...waiting, missing: "lost" },
    input: { kind: "absent" },
    when: 7,
    to: { ended: "aborted" },
  },
  {
    rule: "[SJ4] sends when the device said goodbye before it was seen",
    from: { ...waiting, missing: "left" },
    input: { kind: "absent" },
    when: 7,
    to: { phase: "sending", sendAt: inSeconds(7), sendUntil: inSeconds(100) },
  },
  {
    rule: "[SJ6] does not forget a goodbye when it hears of the coming after it",
    from: { ...waiting, missing: "left", lookAt: inSeconds(7) },
    input: { kind: "joined" },
    when: 6,
    to: { phase: "connected", missing: "left", lookAt: inSeconds(7) },
  },
];

const connectedRows: readonly Row[] = [
  {
    rule: "[SJ5] restarts again after eight tenths of the delay, counted from before the request",
    from: { ...connected, failures: 2 },
    input: { kind: "restarted", askedAt: inSeconds(80) },
    when: 83,
    to: { phase: "connected", countedFrom: inSeconds(80), restartAt: inSeconds(160), failures: 0 },
  },
  {
    rule: "[SJ5] restarts once a second at most",
    from: { ...connected, delayTimeoutMs: 10 },
    input: { kind: "restarted", askedAt: inSeconds(80) },
    when: 80,
    to: { restartAt: inSeconds(81) },
  },
  {
    rule: "[SJ10] tries a failed restart again after a while",
    from: { ...connected, failures: 1 },
    input: { kind: "failed" },
    when: 80,
    to: { failures: 2, restartAt: inSeconds(80) + 1_500, countedFrom: inSeconds(0) },
  },
  {
    rule: "[SJ10] waits with a restart as long as the homeserver says",
    from: connected,
    input: { kind: "failed", retryAfterMs: 7_000 },
    when: 80,
    to: { failures: 1, restartAt: inSeconds(87) },
  },
  {
    rule: "[SJ9] is done when the homeserver does not have the leave any more",
    from: connected,
    input: { kind: "gone" },
    when: 80,
    to: { ended: "gone" },
  },
  ...(["left", "lost", "replaced", "unknown"] as const).map((reason): Row => ({
    rule: `[SJ6] looks a moment after the connection ended: ${reason}`,
    from: connected,
    input: left(reason),
    when: 29,
    to: { phase: "connected", missing: reason === "left" ? "left" : "lost", lookAt: inSeconds(31) },
  })),
  ...(["removed", "room-ended"] as const).map((reason): Row => ({
    rule: `[SJ6] looks at once when the connection was ended for good: ${reason}`,
    from: connected,
    input: left(reason),
    when: 29,
    to: { phase: "connected", missing: "left", lookAt: inSeconds(29) },
  })),
  {
    rule: "[SJ6] looks at once when the room ended",
    from: { ...connected, lookAt: undefined },
    input: { kind: "room-finished" },
    when: 29,
    to: { phase: "connected", missing: "left", lookAt: inSeconds(29) },
  },
  {
    rule: "[SJ7] gives the device 15 seconds when the SFU went away",
    from: connected,
    input: left("sfu-stopped"),
    when: 29,
    to: { phase: "connected", missing: "lost", lookAt: inSeconds(44) },
  },
  {
    rule: "[SJ6] does not look later because it is told again",
    from: { ...connected, missing: "lost", lookAt: inSeconds(31) },
    input: left("lost"),
    when: 30,
    to: { lookAt: inSeconds(31) },
  },
  {
    rule: "[SJ6] looks earlier when it is told during these 15 seconds",
    from: { ...connected, missing: "lost", lookAt: inSeconds(59) },
    input: left("lost"),
    when: 40,
    to: { lookAt: inSeconds(42) },
  },
  {
    rule: "[SJ6] sends when the device is not back at that look",
    from: { ...connected, missing: "left" },
    input: { kind: "absent" },
    when: 31,
    to: { phase: "sending", sendAt: inSeconds(31), sendUntil: inSeconds(100) },
  },
  {
    rule: "[SJ6] goes on when the device is back at that look",
    from: { ...connected, missing: "left" },
    input: { kind: "found" },
    when: 31,
    to: { phase: "connected", missing: undefined, lookAt: inSeconds(1_000) },
  },
  {
    rule: "[SJ7] gives a device that is missing for no known reason 15 seconds",
    from: connected,
    input: { kind: "absent" },
    when: 30,
    to: { phase: "connected", missing: "lost", lookAt: inSeconds(45) },
  },
  {
    rule: "[SJ8] changes nothing for an SFU that does not answer, and asks again",
    from: { ...connected, missing: "left" },
    input: { kind: "silent" },
    when: 31,
    to: {
      phase: "connected",
      missing: "left",
      silentSince: inSeconds(31),
      looks: 1,
      lookAt: inSeconds(32),
    },
  },
  {
    rule: "[SJ8] remembers since when the SFU is silent",
    from: { ...connected, silentSince: inSeconds(31), looks: 1 },
    input: { kind: "silent" },
    when: 32,
    to: { silentSince: inSeconds(31), looks: 2, lookAt: inSeconds(32) + 1_500 },
  },
  {
    rule: "[SJ7] gives the device 15 seconds when the SFU was silent just now",
    from: { ...connected, missing: "left", silentSince: inSeconds(31), looks: 4 },
    input: { kind: "absent" },
    when: 50,
    to: { phase: "connected", missing: "left", silentSince: undefined, lookAt: inSeconds(65) },
  },
  {
    rule: "[SJ2] does not take a second joining for a sign of life while it is looking",
    from: { ...connected, missing: "left" },
    input: { kind: "joined" },
    when: 30,
    to: { missing: "left", lookAt: inSeconds(30) },
  },
];

const sendingRows: readonly Row[] = [
  {
    rule: "[SJ9] is done when the leave was sent",
    from: sending,
    input: { kind: "sent" },
    when: 10,
    to: { ended: "sent" },
  },
  {
    rule: "[SJ9] is done when the homeserver does not have the leave any more",
    from: sending,
    input: { kind: "gone" },
    when: 10,
    to: { ended: "gone" },
  },
  {
    rule: "[SJ10] tries to send again after a while, longer each time",
    from: { ...sending, failures: 3 },
    input: { kind: "failed" },
    when: 10,
    to: { phase: "sending", failures: 4, sendAt: inSeconds(10) + 3_375, sendUntil: inSeconds(100) },
  },
  {
    rule: "[SJ10] waits with sending as long as the homeserver says",
    from: sending,
    input: { kind: "failed", retryAfterMs: 20_000 },
    when: 10,
    to: { sendAt: inSeconds(30) },
  },
];

describe("advanceLeave", () => {
  it.each([...waitingRows, ...connectedRows, ...sendingRows])("$rule", (row) => {
    expect(advanceLeave(row.from, row.input, atSecond(row.when))).toMatchObject(row.to);
  });

  it("[SJ6] hears nothing any more once it is sending", () => {
    const inputs: readonly LeaveInput[] = [
      { kind: "joined" },
      left("left"),
      { kind: "room-finished" },
      { kind: "found" },
      { kind: "absent" },
      { kind: "silent" },
      { kind: "restarted", askedAt: inSeconds(0) },
    ];
    for (const input of inputs) expect(advanceLeave(sending, input, atSecond(20))).toBe(sending);
  });

  it("[SJ6] ends no waiting because the room ended: the device may make it again", () => {
    expect(advanceLeave(waiting, { kind: "room-finished" }, atSecond(3))).toBe(waiting);
  });

  it("[SJ5] sends for a second at least and an hour at most", () => {
    const gone = { ...connected, missing: "left" } as const;
    const late = advanceLeave(gone, { kind: "absent" }, atSecond(99.9));
    expect(late).toMatchObject({ sendUntil: inSeconds(100.9) });
    const long = advanceLeave(
      { ...gone, delayTimeoutMs: 24 * hourMs },
      { kind: "absent" },
      atSecond(0),
    );
    expect(long).toMatchObject({ sendUntil: inSeconds(3_600) });
  });

  it("[SJ5] looks only when told to when checks are off", () => {
    const off = { ...atSecond(5), nextCheck: undefined };
    expect(advanceLeave(waiting, { kind: "found" }, off)).toMatchObject({ lookAt: undefined });
  });
});
