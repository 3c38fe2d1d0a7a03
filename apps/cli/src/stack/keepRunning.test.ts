import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { processIdentity } from "../process/processIdentity.ts";
import { idle, nodeComponent, stubborn } from "../testing/nodeComponent.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import type { Component } from "./component.ts";
import { keepRunning, type SupervisorTiming } from "./keepRunning.ts";

const quick: SupervisorTiming = {
  firstPause: 10,
  longestPause: 40,
  steadyAfter: 60_000,
  answerWithin: 5000,
  probeEvery: 5,
  stopGrace: 2000,
};

function setUp() {
  const folder = temporaryFolder();
  const log = join(folder.path, "component.log");
  const events: string[] = [];
  const pauses: number[] = [];
  return {
    folder: folder.path,
    log,
    events,
    pauses,
    keep: (component: Component, timing: Partial<SupervisorTiming> = {}) => {
      const kept = keepRunning(component, {
        log,
        timing: { ...quick, ...timing },
        report: {
          ended: (_component, how, times, pauseMs) => {
            events.push(`${times}: ${how}`);
            pauses.push(pauseMs);
          },
          answersAgain: () => events.push("again"),
        },
        onChange: () => undefined,
      });
      onTestFinished(async () => {
        kept.kill();
        await kept.stop();
        folder.remove();
      });
      return kept;
    },
  };
}

describe("keeping a component running", () => {
  it("[SV1] is ready when the component answers, not before", async () => {
    const { folder, keep } = setUp();
    const marker = join(folder, "marker");
    const answers = vi.fn(async () => existsSync(marker));
    const kept = keep(nodeComponent("sfu", idle, { cwd: folder, answers }));
    let ready = false;
    const becameReady = kept.ready.then(() => {
      ready = true;
      return undefined;
    });
    await vi.waitFor(() => expect(answers.mock.calls.length).toBeGreaterThan(2));
    expect(ready).toBe(false);
    writeFileSync(marker, "");
    await becameReady;
    expect(kept.current()?.pid).toBeGreaterThan(0);
  });

  it("[SV2] fails with the end of the log when it ends before it answers", async () => {
    const { folder, keep, log } = setUp();
    const program = 'console.error("bad configuration"); process.exit(4)';
    const kept = keep(nodeComponent("sfu", program, { cwd: folder, answers: async () => false }));
    await expect(kept.ready).rejects.toMatchObject({
      message: `sfu ended at its start (exit code 4); its log is ${log}`,
      details: ["bad configuration"],
    });
  });

  it("[SV2] fails when the program is not there", async () => {
    const { folder, keep } = setUp();
    const component = nodeComponent("sfu", idle, { cwd: folder, answers: async () => false });
    const kept = keep({ ...component, command: { ...component.command, program: "/nowhere" } });
    await expect(kept.ready).rejects.toThrow(/ENOENT/);
  });

  it("[SV2] fails when it does not answer in time", async () => {
    const { folder, keep } = setUp();
    const component = nodeComponent("sfu", idle, { cwd: folder, answers: async () => false });
    const kept = keep(component, { answerWithin: 100 });
    await expect(kept.ready).rejects.toThrow("does not answer after 0.1 s");
  });

  it("[SV3] starts it again when it is killed", async () => {
    const { folder, keep, events } = setUp();
    const kept = keep(nodeComponent("sfu", idle, { cwd: folder }));
    await kept.ready;
    const first = kept.current()?.pid ?? 0;
    process.kill(first, "SIGKILL");
    await vi.waitFor(() => expect(events).toEqual(["1: signal SIGKILL", "again"]));
    expect(kept.current()?.pid).not.toBe(first);
  });

  it("[SV3] pauses twice as long each time, up to the longest", async () => {
    const { folder, keep, pauses } = setUp();
    const kept = keep(nodeComponent("sfu", "setTimeout(() => {}, 20)", { cwd: folder }));
    await kept.ready;
    await vi.waitFor(() => expect(pauses.length).toBeGreaterThanOrEqual(5), { timeout: 5000 });
    expect(pauses.slice(0, 5)).toEqual([10, 20, 40, 40, 40]);
  });

  it("[SV3] begins with the first pause again after it ran long enough", async () => {
    const { folder, keep, events, pauses } = setUp();
    const component = nodeComponent("sfu", "setTimeout(() => {}, 20)", { cwd: folder });
    await keep(component, { steadyAfter: 1 }).ready;
    await vi.waitFor(() => expect(pauses.length).toBeGreaterThanOrEqual(3), { timeout: 5000 });
    expect(pauses.slice(0, 3)).toEqual([10, 10, 10]);
    expect(events.filter((event) => event !== "again").every((event) => event[0] === "1")).toBe(
      true,
    );
  });

  it("[SV4] leaves one alone that stops answering", async () => {
    const { folder, keep, events } = setUp();
    const kept = keep(nodeComponent("sfu", idle, { cwd: folder }));
    await kept.ready;
    const pid = kept.current()?.pid ?? 0;
    process.kill(pid, "SIGSTOP");
    await kept.stop();
    expect(events).toEqual([]);
    expect(processIdentity(pid)).toBeUndefined();
  });

  it("[SP1] does not start it again after a stop", async () => {
    const { folder, keep, events } = setUp();
    const kept = keep(nodeComponent("sfu", idle, { cwd: folder }));
    await kept.ready;
    await kept.stop();
    expect(kept.current()).toBeUndefined();
    expect(events).toEqual([]);
  });

  it("[SP1] stops during the pause before a restart", async () => {
    const { folder, keep, events } = setUp();
    const kept = keep(nodeComponent("sfu", idle, { cwd: folder }), {
      firstPause: 60_000,
      longestPause: 60_000,
    });
    await kept.ready;
    process.kill(kept.current()?.pid ?? 0, "SIGKILL");
    await vi.waitFor(() => expect(events).toHaveLength(1));
    await kept.stop();
    expect(kept.current()).toBeUndefined();
  });

  it("[SP2] kills what takes no notice of SIGTERM at once", async () => {
    const { folder, keep } = setUp();
    const kept = keep(nodeComponent("sfu", stubborn, { cwd: folder }), { stopGrace: 60_000 });
    await kept.ready;
    const stopped = kept.stop();
    kept.kill();
    await stopped;
    expect(kept.current()).toBeUndefined();
  });

  it("[SP3] ends what it had started when it crashes", async () => {
    const { folder, keep, log } = setUp();
    const program = `
      const { spawn } = require("node:child_process");
      console.log(spawn(process.execPath, ["-e", ${JSON.stringify(idle)}]).pid);
      ${idle}`;
    const kept = keep(nodeComponent("sfu", program, { cwd: folder }), {
      firstPause: 60_000,
      longestPause: 60_000,
    });
    await kept.ready;
    const inner = await vi.waitFor(() => {
      const pid = Number(readFileSync(log, "utf8"));
      expect(pid).toBeGreaterThan(0);
      return pid;
    });
    process.kill(kept.current()?.pid ?? 0, "SIGKILL");
    await vi.waitFor(() => expect(processIdentity(inner)).toBeUndefined());
  });
});
