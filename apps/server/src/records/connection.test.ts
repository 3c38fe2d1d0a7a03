import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Connection, leaveProof, mergeConnections } from "./connection.ts";

const time = fc.integer({ min: 0, max: 50 });
const reason = fc.constantFrom("left" as const, "lost" as const, "sfu-stopped" as const);
/** Signs as they come: seen there, reported to have left, gone with the room. */
const sign: fc.Arbitrary<Connection> = fc.oneof(
  fc.record({ joinedAt: time, seenAt: time, leave: fc.constant(undefined) }),
  fc.record({ at: time, joinedAt: fc.option(time), reason }).map(({ at, joinedAt, reason }) => ({
    joinedAt,
    seenAt: at,
    leave: { at, reason, proof: leaveProof.reported },
  })),
  time.map((at) => ({
    joinedAt: null,
    seenAt: at,
    leave: { at, reason: "unknown" as const, proof: leaveProof.roomFinished },
  })),
);

describe("mergeConnections", () => {
  it("[SR2] comes to the same whatever the order, and whatever is told twice", () => {
    fc.assert(
      fc.property(
        fc.array(sign, { minLength: 1 }).chain((signs) =>
          fc.tuple(
            fc.constant(signs),
            fc.shuffledSubarray([...signs, ...signs], {
              minLength: signs.length * 2,
              maxLength: signs.length * 2,
            }),
          ),
        ),
        ([inOrder, shuffled]) => {
          expect(shuffled.reduce(mergeConnections)).toEqual(inOrder.reduce(mergeConnections));
        },
      ),
    );
  });

  it("[SR2] believes the SFU's word more than the end of its room, and both more than absence", () => {
    const seen = { joinedAt: 10, seenAt: 40, leave: undefined };
    const absent: Connection = {
      joinedAt: 10,
      seenAt: 40,
      leave: { at: 40, reason: "not-observed", proof: leaveProof.absence },
    };
    const finished: Connection = {
      joinedAt: null,
      seenAt: 60,
      leave: { at: 60, reason: "unknown", proof: leaveProof.roomFinished },
    };
    const reported: Connection = {
      joinedAt: null,
      seenAt: 45,
      leave: { at: 45, reason: "left", proof: leaveProof.reported },
    };
    expect([seen, absent].reduce(mergeConnections).leave?.at).toBe(40);
    expect([seen, absent, finished].reduce(mergeConnections).leave?.at).toBe(60);
    expect([finished, reported, absent].reduce(mergeConnections).leave).toEqual(reported.leave);
  });

  it("[SR6] takes an absence back when the connection is seen later", () => {
    const absent: Connection = {
      joinedAt: 10,
      seenAt: 40,
      leave: { at: 40, reason: "not-observed", proof: leaveProof.absence },
    };
    const seenAgain = { joinedAt: 10, seenAt: 70, leave: undefined };
    expect(mergeConnections(absent, seenAgain).leave).toBeUndefined();
    const absentAgain: Connection = {
      ...absent,
      seenAt: 70,
      leave: { at: 70, reason: "not-observed", proof: leaveProof.absence },
    };
    expect([absent, seenAgain, absentAgain].reduce(mergeConnections).leave?.at).toBe(70);
  });

  it("[SR8] knows of two absences the one that was found later", () => {
    const absence = (at: number): Connection => ({
      joinedAt: 10,
      seenAt: at,
      leave: { at, reason: "not-observed", proof: leaveProof.absence },
    });
    for (const pair of [
      [absence(40), absence(70)],
      [absence(70), absence(40)],
    ]) {
      expect(pair.reduce(mergeConnections).leave?.at).toBe(70);
    }
  });
});
