import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { serverUnderTest } from "../testing/serverUnderTest.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { loadConfig } from "./loadConfig.ts";

function write(content: unknown): string {
  const path = join(temporaryFolder(), "server.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

function load(env: Readonly<Record<string, string>>) {
  return loadConfig({ env, readFile: (path) => readFileSync(path, "utf8"), wildcardHost: "::" });
}

function problemsOf(env: Readonly<Record<string, string>>): readonly string[] {
  const result = load(env);
  return "problems" in result ? result.problems : [];
}

describe("loadConfig", () => {
  it("[SC1] reads a complete configuration", async () => {
    const { config } = await serverUnderTest();
    expect(load({ CONFAB_CONFIG: write(config) })).toMatchObject({ config });
  });

  it("[SC1] names what to set when there is none", () => {
    for (const env of [{}, { CONFAB_CONFIG: "" }]) {
      expect(problemsOf(env)).toEqual([expect.stringContaining("CONFAB_CONFIG")]);
    }
    expect(problemsOf({ CONFAB_CONFIG: "/nowhere/server.json" })).toEqual([
      expect.stringContaining("/nowhere/server.json"),
    ]);
    expect(problemsOf({ CONFAB_CONFIG: write("{") })).toEqual([
      expect.stringContaining("is not JSON"),
    ]);
  });

  it("[SC1] has one line per problem, with the field's path", async () => {
    const { config } = await serverUnderTest();
    const broken = { ...config, publicUrl: "confab", sfu: { ...config.sfu, apiKey: 1 } };
    const problems = problemsOf({ CONFAB_CONFIG: write(broken) });
    expect(problems.join("\n")).toMatch(/: publicUrl: /);
    expect(problems.join("\n")).toMatch(/: sfu\.apiKey: /);
    for (const problem of problems) expect(problem).not.toContain("\n");
  });

  it("[SC2] names networks that are none", async () => {
    const { config } = await serverUnderTest();
    const lists = { allowedNetworks: ["10.0.0.0/8", "10.0.0.1"], trustedProxies: ["proxy"] };
    expect(problemsOf({ CONFAB_CONFIG: write({ ...config, ...lists }) })).toEqual([
      expect.stringMatching(/: allowedNetworks\.1: .*CIDR/),
      expect.stringMatching(/: trustedProxies\.0: .*CIDR/),
    ]);
  });

  it("[SV1] reads the environment when there is no file, and the file when there is one", async () => {
    const { config } = await serverUnderTest();
    const env = {
      LIVEKIT_URL: "wss://sfu.test",
      LIVEKIT_KEY: "key",
      LIVEKIT_SECRET: "secret",
      LIVEKIT_FULL_ACCESS_HOMESERVERS: "example.com",
    };
    expect(load(env)).toMatchObject({ config: { mode: "service" } });
    expect(load({ ...env, CONFAB_CONFIG: write(config) })).toMatchObject({ config });
    expect(problemsOf({ ...env, CONFAB_ALLOWED_NETWORKS: "10.0.0.0/8,private" })).toEqual([
      expect.stringMatching(/^allowedNetworks\.1: .*CIDR/),
    ]);
  });
});
