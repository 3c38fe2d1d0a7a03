import type { Terminal } from "../terminal/terminal.ts";
import type { Check } from "./check.ts";

/** Checks that belong together. */
export interface Section {
  readonly title: string;
  readonly checks: readonly Check[];
}

/** Shows what was found, and returns the exit code: 1 when something is to be mended. */
export function showFindings(
  terminal: Terminal,
  sections: readonly Section[],
  json: boolean,
): number {
  const checks = sections.flatMap((section) => section.checks);
  const count = (state: Check["state"]) => checks.filter((check) => check.state === state).length;
  const bad = count("bad");
  if (json) {
    terminal.line(JSON.stringify({ ok: bad === 0, bad, notes: count("note"), sections }, null, 2));
  } else {
    for (const { title, checks: lines } of sections) {
      terminal.line(terminal.paint("bold", title));
      for (const check of lines) show(terminal, check);
      terminal.line();
    }
    terminal.line(bad === 0 ? "All is well." : `${bad} to mend.`);
  }
  return bad === 0 ? 0 : 1;
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
