import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { idle, nodeComponent } from "../testing/nodeComponent.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { componentNames } from "./component.ts";
import { createSupervisor, type RunningProcesses, supervisorTiming } from "./supervisor.ts";

function setUp(program = idle) {
  const folder = temporaryFolder();
  const changes: RunningProcesses[] = [];
  const components = componentNames.map((name) =>
    nodeComponent(name, program, { cwd: folder.path }),
  );
  const supervisor = createSupervisor({
    components,
    logOf: ({ name }) => join(folder.path, `${name}.log`),
    timing: supervisorTiming,
    report: { ended: () => undefined, answersAgain: () => undefined },
    onChange: () => changes.push(supervisor.running()),
  });
  onTestFinished(async () => {
    supervisor.kill();
    await supervisor.stop();
    folder.remove();
  });
  return { supervisor, changes };
}

const names = (running: RunningProcesses | undefined) => Object.keys(running ?? {});

describe("supervisor", () => {
  it("[SV1] starts all components", async () => {
    const { supervisor } = setUp();
    const watched: string[] = [];
    await supervisor.start(async ({ name }, ready) => {
      await ready;
      watched.push(name);
    });
    expect(watched.sort()).toEqual([...componentNames].sort());
    expect(names(supervisor.running())).toEqual([...componentNames]);
  });

  it("[SV5] tells of every process it started", async () => {
    const { supervisor, changes } = setUp();
    await supervisor.start((_component, ready) => ready);
    expect(names(changes.at(-1))).toEqual([...componentNames]);
  });

  it("[SP1] stops server, TURN, SFU and homeserver in this order", async () => {
    const { supervisor, changes } = setUp();
    await supervisor.start((_component, ready) => ready);
    changes.length = 0;
    await supervisor.stop();
    expect(changes.map(names)).toEqual([
      ["homeserver", "sfu", "turn"],
      ["homeserver", "sfu"],
      ["homeserver"],
      [],
    ]);
  });
});
