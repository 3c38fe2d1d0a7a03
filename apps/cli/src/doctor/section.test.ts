import { describe, expect, it } from "vitest";
import { bad, note, ok } from "./check.ts";
import { showFindings } from "./section.ts";

const sections = [
  { title: "Title", checks: [ok("fine"), note("odd", "look"), bad("wrong", "mend")] },
];

function show(found: typeof sections, json: boolean) {
  const lines: string[] = [];
  const terminal = {
    live: false,
    columns: 80,
    line: (text = "") => lines.push(text),
    raw: () => undefined,
    paint: (_style: string, text: string) => text,
  };
  return { code: showFindings(terminal, found, json), text: lines.join("\n") };
}

describe("findings of the doctor", () => {
  it("[DO4] are a line each with the fix below it, and code 1 when something is to be mended", () => {
    expect(show(sections, false)).toEqual({
      code: 1,
      text: "Title\n  ✓ fine\n  ! odd\n    → look\n  ✗ wrong\n    → mend\n\n1 to mend.",
    });
  });

  it("[DO4] are nothing to mend when there are only notes", () => {
    const { code, text } = show([{ title: "Title", checks: [note("odd")] }], false);
    expect(code).toBe(0);
    expect(text).toContain("All is well.");
  });

  it("[DO4] are the same for programs", () => {
    const { code, text } = show(sections, true);
    expect(code).toBe(1);
    expect(JSON.parse(text)).toEqual({ ok: false, bad: 1, notes: 1, sections });
  });
});
