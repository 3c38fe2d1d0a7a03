import { describe, expect, it } from "vitest";
import { createOutboundLimit, type Standing } from "./outboundLimit.ts";

/** Starts tasks that go on until `end`; counts those that were let in. */
function setUp() {
  const limit = createOutboundLimit();
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  async function start(count: number, standing: Standing, server: (n: number) => string) {
    let refused = 0;
    const tasks = Array.from({ length: count }, (_, n) =>
      limit
        .run(server(n), standing, () => ended)
        .catch((error: unknown) => {
          expect(error).toMatchObject({
            status: 429,
            errcode: "M_LIMIT_EXCEEDED",
            retryAfterMs: 2_000,
          });
          refused += 1;
        }),
    );
    await Promise.race([Promise.all(tasks), new Promise((resolve) => setImmediate(resolve))]);
    return { letIn: count - refused, done: Promise.all(tasks) };
  }
  return { start, end: () => end() };
}

describe("createOutboundLimit", () => {
  it.each([
    ["stranger", 10],
    ["acquainted", 50],
    ["trusted", 50],
  ] as const)("[SO8] asks one %s %i times at once", async (standing, most) => {
    const { start, end } = setUp();
    const first = await start(most + 5, standing, () => "hs.test");
    expect(first.letIn).toBe(most);
    end();
    await first.done;
    expect((await start(most + 5, standing, () => "hs.test")).letIn).toBe(most);
  });

  it.each([
    ["stranger", 50],
    ["acquainted", 100],
    ["trusted", 200],
  ] as const)("[SO8] asks %ss %i times at once", async (standing, most) => {
    const { start } = setUp();
    expect((await start(200, standing, (n) => `${n}.test`)).letIn).toBe(most);
  });

  it("[SO8] has room for known servers while thousands of strangers crowd in", async () => {
    const { start } = setUp();
    expect((await start(5_000, "stranger", (n) => `${n}.evil.test`)).letIn).toBe(50);
    expect((await start(20, "acquainted", () => "friend.test")).letIn).toBe(20);
    expect((await start(50, "trusted", () => "partner.test")).letIn).toBe(50);
  });

  it("[SO8] makes room again when a task fails", async () => {
    const limit = createOutboundLimit();
    const fail = () => limit.run("hs.test", "stranger", () => Promise.reject(new Error("down")));
    for (let n = 0; n < 60; n += 1) await expect(fail()).rejects.toThrow("down");
  });
});
