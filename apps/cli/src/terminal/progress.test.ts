import { describe, expect, it } from "vitest";
import { createProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

function setUp(live: boolean) {
  let text = "";
  let time = 0;
  const terminal: Terminal = {
    live,
    columns: 40,
    line: (line = "") => {
      text += `${line}\n`;
    },
    raw: (raw) => {
      text += raw;
    },
    paint: (_style, painted) => painted,
  };
  return {
    progress: createProgress(terminal, () => time),
    text: () => text,
    advance: (milliseconds: number) => {
      time += milliseconds;
    },
  };
}

describe("progress", () => {
  it("[LG2] prints one line per task where lines cannot move", async () => {
    const { progress, text, advance } = setUp(false);
    await progress.task({ doing: "Starting SFU", done: "SFU answers" }, async () => advance(400));
    progress.warn("SFU ended");
    expect(text()).toBe("✓ SFU answers (0.4 s)\n! SFU ended\n");
  });

  it("[LG2] announces a slow task where lines cannot move", async () => {
    const { progress, text, advance } = setUp(false);
    const task = { doing: "Installing Synapse", done: "Synapse installed", slow: true };
    await progress.task(task, async () => advance(41_000));
    expect(text()).toBe("… Installing Synapse\n✓ Synapse installed (41 s)\n");
  });

  it("[LG2] draws running tasks below the finished ones on a terminal", async () => {
    const { progress, text } = setUp(true);
    const other = Promise.withResolvers<void>();
    const long = progress.task({ doing: "B", done: "B done" }, () => other.promise);
    await progress.task({ doing: "A", done: "A done" }, async () => undefined);
    expect(text()).toContain("\u{1b}[2A\u{1b}[0J✓ A done (0.0 s)\n… B (0.0 s)\n");
    other.resolve();
    await long;
    expect(text().endsWith("\u{1b}[1A\u{1b}[0J✓ B done (0.0 s)\n")).toBe(true);
  });

  it("[LG2] cuts a live line that would wrap", async () => {
    const { progress, text } = setUp(true);
    const task = { doing: "x".repeat(80), done: "done" };
    await progress.task(task, async () => undefined);
    expect(text().split("\n")[0]).toHaveLength(39);
  });

  it("lets the failure of a task through and says nothing itself", async () => {
    const { progress, text } = setUp(false);
    const failure = new Error("no");
    await expect(
      progress.task({ doing: "A", done: "A done" }, () => Promise.reject(failure)),
    ).rejects.toBe(failure);
    expect(text()).toBe("");
  });
});
