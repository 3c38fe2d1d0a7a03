import { describe, expect, it, onTestFinished } from "vitest";
import { parseCommandLine } from "../commandLine.ts";
import { Failure } from "../failure.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { doctor } from "./doctor.ts";

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const lines: string[] = [];
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const all = ["doctor", "--data", `${folder.path}/none`, ...args];
  const code = await doctor({
    settings: parseCommandLine(all, { XDG_CACHE_HOME: folder.path }, "/").settings,
    terminal: {
      live: false,
      columns: 80,
      line: (text = "") => lines.push(text),
      raw: () => undefined,
      paint: (_style, text) => text,
    },
    env,
    repository: "/",
  });
  return { code, text: lines.join("\n") };
}

describe("the command doctor", () => {
  it("[DO4] examines the site it is given, for programs, and ends with 1 when nobody is there", async () => {
    const { code, text } = await run(["http://127.0.0.1:9", "--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(text)).toMatchObject({
      ok: false,
      sections: [{ title: "Address", checks: [{ state: "bad" }] }],
    });
  });

  it("[DO11] wants the password for --user in the environment", async () => {
    const failure = await run(["https://example.org", "--user", "a"]).catch((thrown) => thrown);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("CONFAB_DOCTOR_PASSWORD"),
    });
  });

  it("[DO1] examines this machine without an address", async () => {
    const { text } = await run(["--json"]);
    const { sections } = JSON.parse(text);
    expect(sections.map(({ title }: { title: string }) => title)).toEqual([
      "This machine",
      "Data",
      "Start",
    ]);
  });
});
