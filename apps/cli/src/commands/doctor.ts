import { bad, type Check, ok } from "../doctor/check.ts";
import { dataChecks } from "../doctor/dataChecks.ts";
import { machineChecks } from "../doctor/machineChecks.ts";
import { stackChecks } from "../doctor/stackChecks.ts";
import { isPortFree } from "../stack/ports.ts";
import { findRunningStack } from "../stack/stackFile.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { type CommandContext, searchPath } from "./context.ts";

/** Checks the machine, the data and what runs, and says how to mend what is wrong. Returns 1 when something is. */
export async function doctor(context: CommandContext): Promise<number> {
  const { settings, terminal } = context;
  const stack = findRunningStack(settings.dataDir);
  const sections: readonly Section[] = [
    {
      title: "This machine",
      checks: await machineChecks(settings.cacheDir, searchPath(context)),
    },
    { title: "Data", checks: dataChecks(settings.dataDir, settings.serverName) },
    stack === undefined
      ? { title: "Start", checks: [await portCheck(settings.port)] }
      : {
          title: `Running at ${stack.address}`,
          checks: await stackChecks(stack, settings.dataDir),
        },
  ];

  for (const { title, checks } of sections) {
    terminal.line(terminal.paint("bold", title));
    for (const check of checks) show(terminal, check);
    terminal.line();
  }
  const failed = sections.flatMap(({ checks }) => checks).filter(({ state }) => state === "bad");
  terminal.line(failed.length === 0 ? "All is well." : `${failed.length} to mend.`);
  return failed.length === 0 ? 0 : 1;
}

interface Section {
  readonly title: string;
  readonly checks: readonly Check[];
}

async function portCheck(port: number): Promise<Check> {
  return (await isPortFree(port, ["tcp"]))
    ? ok(`Nothing runs; port ${port} is free`)
    : bad(`Port ${port} is taken by another program`, "choose another with --port");
}

function show(terminal: Terminal, { state, text, fix }: Check): void {
  const marks = {
    ok: terminal.paint("green", "✓"),
    note: terminal.paint("yellow", "!"),
    bad: terminal.paint("red", "✗"),
  };
  terminal.line(`  ${marks[state]} ${text}`);
  if (fix !== undefined) terminal.line(`    → ${fix}`);
}
