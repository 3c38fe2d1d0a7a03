import { createFakeClock } from "@confab/testing";
import { describe, expect, it } from "vitest";
import { createScope } from "../reactive/scope.ts";
import { createAlarm } from "./alarm.ts";
import { answerWithin } from "./answerWithin.ts";
import { pause } from "./pause.ts";

function setUp() {
  const clock = createFakeClock();
  const scope = createScope();
  const done: string[] = [];
  const note = (what: string) => () => void done.push(what);
  return { clock, scope, done, note };
}

const late = () => new Error("late");

describe("pause", () => {
  it("[RX2] lasts its time", async () => {
    const { clock, scope, done, note } = setUp();
    void pause(scope, clock, 100).then(note("over"));
    await clock.advance(99);
    expect(done).toEqual([]);
    await clock.advance(1);
    expect(done).toEqual(["over"]);
  });

  it("[RX2] ends with its scope and leaves no timer", async () => {
    const { clock, scope, done, note } = setUp();
    void pause(scope, clock, 100).then(note("over"));
    scope.end();
    await clock.settle();
    expect(done).toEqual(["over"]);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("alarm", () => {
  it("[RX2] cuts a wait short, once", async () => {
    const { clock, scope, done, note } = setUp();
    const alarm = createAlarm(scope, clock);
    void alarm.wait(100).then(note("first"));
    alarm.ring();
    await clock.settle();
    expect(done).toEqual(["first"]);
    expect(clock.pendingTimers).toBe(0);
    void alarm.wait(100).then(note("second"));
    await clock.advance(99);
    expect(done).toEqual(["first"]);
    await clock.advance(1);
    expect(done).toEqual(["first", "second"]);
  });

  it("[RX2] counts a ring before the wait", async () => {
    const { clock, scope, done, note } = setUp();
    const alarm = createAlarm(scope, clock);
    alarm.ring();
    void alarm.wait(100).then(note("at once"));
    await clock.settle();
    expect(done).toEqual(["at once"]);
  });
});

describe("answerWithin", () => {
  it("[RX2] gives the answer and leaves no timer", async () => {
    const { clock, scope } = setUp();
    expect(await answerWithin(scope, clock, 100, Promise.resolve(7), late)).toBe(7);
    await clock.settle();
    expect(clock.pendingTimers).toBe(0);
  });

  it("[RX2] rejects when the answer is late, or the scope ends", async () => {
    const { clock, scope, done, note } = setUp();
    const never = new Promise<void>(() => {});
    answerWithin(scope, clock, 100, never, late).catch(note("late"));
    answerWithin(scope, clock, 500, never, late).catch(note("ended"));
    await clock.advance(100);
    expect(done).toEqual(["late"]);
    scope.end();
    await clock.settle();
    expect(done).toEqual(["late", "ended"]);
    expect(clock.pendingTimers).toBe(0);
  });
});
