import { describe, expect, it } from "vitest";
import { parseCommandLine } from "./commandLine.ts";
import { Failure } from "./failure.ts";

const parse = (args: string[], env: Record<string, string> = {}) =>
  parseCommandLine(args, { XDG_CACHE_HOME: "/caches", ...env }, "/here");

describe("command line", () => {
  it("[CL1] has defaults", () => {
    expect(parse(["up"])).toEqual({
      command: "up",
      settings: {
        port: 8080,
        dataDir: "/here/.confab",
        serverName: undefined,
        cacheDir: "/caches/confab",
        open: true,
        json: false,
        siteCount: 3,
        guestsPerHour: 100,
      },
    });
  });

  it("[CL1] has other defaults for sites", () => {
    const defaults = { port: 8480, dataDir: "/here/.confab-sites", siteCount: 3 };
    expect(parse(["sites"])).toMatchObject({ command: "sites", settings: defaults });
    expect(parse(["sites", "5", "--port", "9000"]).settings).toMatchObject({
      port: 9000,
      siteCount: 5,
    });
  });

  it("[CL1] prefers flags to the environment", () => {
    const env = { CONFAB_PORT: "1000", CONFAB_DATA: "/env", CONFAB_NAME: "env.org" };
    expect(parse(["up"], env).settings).toMatchObject({
      port: 1000,
      dataDir: "/env",
      serverName: "env.org",
    });
    const flags = ["up", "--port", "2000", "--data", "flag", "--name", "flag.org", "--no-open"];
    expect(parse(flags, env).settings).toMatchObject({
      port: 2000,
      dataDir: "/here/flag",
      serverName: "flag.org",
      open: false,
    });
  });

  it("shows the help without a command and on --help", () => {
    expect(parse([]).command).toBe("help");
    expect(parse(["up", "--help"]).command).toBe("help");
  });

  it("[CL1] takes the address that the doctor examines, https unless it says otherwise", () => {
    expect(parse(["doctor"]).settings.examined).toBeUndefined();
    expect(parse(["doctor", "https://example.org/"]).settings.examined).toBe("https://example.org");
    expect(parse(["doctor", "example.org:8448", "--user", "a"]).settings).toMatchObject({
      examined: "https://example.org:8448",
      user: "a",
    });
  });

  it.each([
    [["fly"], "fly"],
    [["up", "again"], "up again"],
    [["doctor", "a b"], "a b"],
    [["doctor", "https://user:secret@example.org"], "doctor"],
    [["doctor", "example.org", "example.com"], "example.com"],
    [["up", "--port", "abc"], "--port"],
    [["up", "--port", "70000"], "--port"],
    [["up", "--port", "0"], "--port"],
    [["up", "--prot", "1"], "--prot"],
    [["up", "--name", "Example.org"], "--name"],
    [["up", "--name", "a b"], "--name"],
    [["up", "--port"], "--port"],
    [["sites", "6"], "sites takes a number from 1 to 5"],
    [["sites", "many"], "sites"],
    [["sites", "2", "--port", "65535"], "--port takes a number from 1 to 65534"],
    [["sites", "2", "3"], "3"],
  ])("[CL2] refuses %j in one sentence", (args, named) => {
    let failure: unknown;
    try {
      parse(args);
    } catch (thrown) {
      failure = thrown;
    }
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ exitCode: 2, message: expect.stringContaining(named) });
  });

  it("takes server names with a port", () => {
    expect(parse(["up", "--name", "chat.example.org:8448"]).settings.serverName).toBe(
      "chat.example.org:8448",
    );
  });
});
