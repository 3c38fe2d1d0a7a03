import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Failure } from "./failure.ts";
import type { Settings } from "./settings.ts";

const commandNames = ["up", "down", "status", "doctor", "help"] as const;
export type CommandName = (typeof commandNames)[number];

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads flags first, then the environment, then the defaults. Rejects wrong usage with exit code 2. */
export function parseCommandLine(
  args: readonly string[],
  env: Environment,
  cwd: string,
): { readonly command: CommandName; readonly settings: Settings } {
  const { values, positionals } = parse(args);
  const [name = "help", ...rest] = positionals;
  const command = commandNames.find((known) => known === name);
  if (command === undefined || rest.length > 0) {
    throw usage(`Unknown command: ${[name, ...rest].join(" ")}.`);
  }
  return {
    command: values.help === true ? "help" : command,
    settings: {
      port: number("--port", values.port ?? env["CONFAB_PORT"] ?? "8080", 65_535),
      dataDir: resolve(cwd, nonEmpty(values.data ?? env["CONFAB_DATA"]) ?? ".confab"),
      serverName: serverName(nonEmpty(values.name ?? env["CONFAB_NAME"])),
      cacheDir: resolve(cwd, nonEmpty(env["CONFAB_CACHE"]) ?? defaultCache(env)),
      open: values["no-open"] !== true,
      json: values.json === true,
      guestsPerHour: number(
        "CONFAB_GUESTS_PER_HOUR",
        env["CONFAB_GUESTS_PER_HOUR"] ?? "100",
        1_000_000,
      ),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: "string" },
        data: { type: "string" },
        name: { type: "string" },
        "no-open": { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (cause) {
    const [reason] = cause instanceof Error ? cause.message.split(/\.\s|\n/) : [];
    throw usage(`${reason ?? "The arguments cannot be read"}.`, cause);
  }
}

function number(name: string, text: string, maximum: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > maximum) {
    throw usage(`${name} takes a number from 1 to ${maximum}, not "${text}".`);
  }
  return value;
}

/** Server names are written into every account and room for good, so the odd forms of the grammar are left out. */
function serverName(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^[a-z0-9]([a-z0-9.-]{0,228}[a-z0-9])?(:\d{1,5})?$/.test(text)) {
    throw usage(`--name takes a host name in lower case, such as example.org, not "${text}".`);
  }
  return text;
}

function defaultCache(env: Environment): string {
  return join(nonEmpty(env["XDG_CACHE_HOME"]) ?? join(homedir(), ".cache"), "confab");
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

function usage(sentence: string, cause?: unknown): Failure {
  return new Failure(`${sentence} "npm run confab -- help" lists commands and flags.`, {
    exitCode: 2,
    cause,
  });
}
