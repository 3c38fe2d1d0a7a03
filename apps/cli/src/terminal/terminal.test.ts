import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { createTerminal } from "./terminal.ts";

const output = (isTTY: boolean) => Object.assign(new PassThrough(), { isTTY, columns: 100 });

describe("terminal", () => {
  it("[LG2] paints on a terminal", () => {
    const terminal = createTerminal(output(true), {});
    expect(terminal.live).toBe(true);
    expect(terminal.paint("green", "✓")).toBe("\u{1b}[32m✓\u{1b}[39m");
  });

  it("[LG2] does not paint with NO_COLOR, and stays live", () => {
    const terminal = createTerminal(output(true), { NO_COLOR: "1" });
    expect(terminal.live).toBe(true);
    expect(terminal.paint("green", "✓")).toBe("✓");
  });

  it.each([
    [false, {}],
    [true, { TERM: "dumb" }],
  ])("[LG2] is plain elsewhere", (isTTY, env) => {
    const terminal = createTerminal(output(isTTY), env);
    expect(terminal.live).toBe(false);
    expect(terminal.paint("red", "✗")).toBe("✗");
  });
});
