import { describe, expect, it } from "vitest";
import { createManualClock } from "../../testing/manualClock.ts";
import { createCircuitBreaker } from "./circuitBreaker.ts";

function setUp() {
  const clock = createManualClock();
  return { clock, breaker: createCircuitBreaker(clock) };
}

describe("createCircuitBreaker", () => {
  it("[SO11] leaves a server alone for five seconds, and only that one", async () => {
    const { clock, breaker } = setUp();
    breaker.didNotAnswer("dead.test");
    breaker.didNotAnswer("dead.test");
    expect(breaker.mayAsk("dead.test")).toBe(false);
    expect(breaker.mayAsk("dead.test:8448")).toBe(true);
    await clock.advance(4_999);
    expect(breaker.mayAsk("dead.test")).toBe(false);
    await clock.advance(1);
    expect(breaker.mayAsk("dead.test")).toBe(true);
  });

  it("[SO11] then lets one ask, and another a minute later", async () => {
    const { clock, breaker } = setUp();
    breaker.didNotAnswer("dead.test");
    await clock.advance(5_000);
    for (let minute = 0; minute < 3; minute += 1) {
      expect(breaker.mayAsk("dead.test")).toBe(true);
      expect(breaker.mayAsk("dead.test")).toBe(false);
      await clock.advance(1_000);
      breaker.didNotAnswer("dead.test");
      await clock.advance(58_999);
      expect(breaker.mayAsk("dead.test")).toBe(false);
      await clock.advance(1);
    }
  });

  it("[SO11] lets everybody ask again once the server has answered", async () => {
    const { clock, breaker } = setUp();
    breaker.didNotAnswer("back.test");
    await clock.advance(5_000);
    expect(breaker.mayAsk("back.test")).toBe(true);
    breaker.answered("back.test");
    expect(breaker.mayAsk("back.test")).toBe(true);
    breaker.didNotAnswer("back.test");
    await clock.advance(5_000);
    expect(breaker.mayAsk("back.test")).toBe(true);
  });

  it("[SO12] remembers 5000 servers", () => {
    const { breaker } = setUp();
    for (let n = 0; n <= 5_000; n += 1) breaker.didNotAnswer(`${n}.test`);
    expect(breaker.mayAsk("0.test")).toBe(true);
    expect(breaker.mayAsk("1.test")).toBe(false);
  });
});
