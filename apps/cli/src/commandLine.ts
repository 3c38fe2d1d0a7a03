import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Failure } from "./failure.ts";
import type { Settings } from "./settings.ts";
import { mostSites } from "./sites/siteFolders.ts";

const commandNames = ["up", "down", "status", "doctor", "sites", "help"] as const;
export type CommandName = (typeof commandNames)[number];

const lastPort = 65_535;

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
  const isSites = command === "sites";
  const siteCount = number("sites", (isSites ? rest.shift() : undefined) ?? "3", mostSites);
  const examined = command === "doctor" ? rest.shift() : undefined;
  if (command === undefined || rest.length > 0) {
    throw usage(`Unknown command: ${[name, ...rest].join(" ")}.`);
  }
  return {
    command: values.help === true ? "help" : command,
    settings: {
      port: number(
        "--port",
        values.port ?? env["CONFAB_PORT"] ?? (isSites ? "8480" : "8080"),
        // Each site has one of its own.
        isSites ? lastPort - siteCount + 1 : lastPort,
      ),
      dataDir: resolve(
        cwd,
        nonEmpty(values.data ?? env["CONFAB_DATA"]) ?? (isSites ? ".confab-sites" : ".confab"),
      ),
      serverName: serverName(nonEmpty(values.name ?? env["CONFAB_NAME"])),
      cacheDir: resolve(cwd, nonEmpty(env["CONFAB_CACHE"]) ?? defaultCache(env)),
      open: values["no-open"] !== true,
      json: values.json === true,
      examined: examined === undefined ? undefined : origin(examined),
      user: nonEmpty(values.user),
      siteCount,
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
        user: { type: "string" },
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

/** `https` is meant when no scheme is given. */
function origin(text: string): string {
  const url = URL.parse(/^https?:\/\//.test(text) ? text : `https://${text}`);
  if (url === null || url.username !== "" || url.search !== "") {
    throw usage(`doctor takes an address such as https://example.org, not "${text}".`);
  }
  return url.origin;
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
