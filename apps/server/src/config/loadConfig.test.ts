import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { serverUnderTest, temporaryFolder } from "../testing/serverUnderTest.ts";
import { loadConfig } from "./loadConfig.ts";

function write(content: unknown): string {
  const path = join(temporaryFolder(), "server.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

async function problemsOf(path: string | undefined): Promise<readonly string[]> {
  const result = await loadConfig(path);
  return "problems" in result ? result.problems : [];
}

describe("loadConfig", () => {
  it("[SC1] reads a complete configuration", async () => {
    const { config } = await serverUnderTest();
    expect(await loadConfig(write(config))).toEqual({ config });
  });

  it("[SC1] names what to set when there is none", async () => {
    for (const path of [undefined, ""]) {
      expect(await problemsOf(path)).toEqual([expect.stringContaining("CONFAB_CONFIG")]);
    }
    expect(await problemsOf("/nowhere/server.json")).toEqual([
      expect.stringContaining("/nowhere/server.json"),
    ]);
    expect(await problemsOf(write("{"))).toEqual([expect.stringContaining("is not JSON")]);
  });

  it("[SC1] has one line per problem, with the field's path", async () => {
    const { config } = await serverUnderTest();
    const broken = { ...config, publicUrl: "confab", sfu: { ...config.sfu, apiKey: 1 } };
    const problems = await problemsOf(write(broken));
    expect(problems.join("\n")).toMatch(/: publicUrl: /);
    expect(problems.join("\n")).toMatch(/: sfu\.apiKey: /);
    for (const problem of problems) expect(problem).not.toContain("\n");
  });

  it("[SC2] names networks that are none", async () => {
    const { config } = await serverUnderTest();
    const lists = { allowedNetworks: ["10.0.0.0/8", "10.0.0.1"], trustedProxies: ["proxy"] };
    expect(await problemsOf(write({ ...config, ...lists }))).toEqual([
      expect.stringMatching(/: allowedNetworks\.1: .*CIDR/),
      expect.stringMatching(/: trustedProxies\.0: .*CIDR/),
    ]);
  });
});
