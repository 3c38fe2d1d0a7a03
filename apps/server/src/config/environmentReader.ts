type Environment = Readonly<Record<string, string | undefined>>;

/** Reads settings from the environment and gathers what is wrong with them. */
export interface EnvironmentReader {
  /** Without the white space around it, which files and shells leave; undefined when there is nothing else. */
  text(name: string): string | undefined;
  /** The same from the file that the variable names. */
  file(name: string): string | undefined;
  /** Separated by commas and white space. */
  list(name: string): readonly string[];
  /** One of `choices`, whatever its case. */
  choice<const T extends string>(name: string, choices: readonly T[]): T | undefined;
  /** A whole number of seconds, 0 included, as milliseconds. */
  seconds(name: string): number | undefined;
  /** `host:port`, `[IPv6]:port`, or `:port` for every address of this machine. */
  bind(name: string): { readonly host: string; readonly port: number } | undefined;
  readonly problems: string[];
  readonly warnings: string[];
}

export interface EnvironmentReaderOptions {
  readonly env: Environment;
  /** Throws when the file cannot be read. */
  readonly readFile: (path: string) => string;
  /** Every address of this machine: `::`, or `0.0.0.0` where there is no IPv6. */
  readonly wildcardHost: string;
}

export function createEnvironmentReader(options: EnvironmentReaderOptions): EnvironmentReader {
  const { env, readFile, wildcardHost } = options;
  const problems: string[] = [];

  function text(name: string): string | undefined {
    const value = env[name]?.trim();
    return value === "" ? undefined : value;
  }

  return {
    problems,
    warnings: [],
    text,
    file(name) {
      const path = text(name);
      if (path === undefined) return undefined;
      try {
        const content = readFile(path).trim();
        if (content !== "") return content;
        problems.push(`${name}: ${path} is empty`);
      } catch {
        problems.push(`${name}: ${path} cannot be read`);
      }
      return undefined;
    },
    list: (name) => (text(name) ?? "").split(/[\s,]+/).filter((entry) => entry !== ""),
    choice(name, choices) {
      const value = text(name)?.toLowerCase();
      if (value === undefined) return undefined;
      const choice = choices.find((one) => one === value);
      if (choice === undefined) {
        problems.push(`${name} must be one of ${choices.join(", ")}, got "${value}"`);
      }
      return choice;
    },
    seconds(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
      problems.push(`${name} must be a non-negative integer, got "${value}"`);
      return undefined;
    },
    bind(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      const groups = /^(?:\[(?<ipv6>[\da-fA-F:.]+)\]|(?<host>[^:[\]]*)):(?<port>\d{1,5})$/.exec(
        value,
      )?.groups;
      const port = Number(groups?.["port"]);
      if (port >= 1 && port <= 65_535) {
        const host = groups?.["ipv6"] ?? groups?.["host"] ?? "";
        return { host: host === "" ? wildcardHost : host, port };
      }
      problems.push(`${name} must be host:port or :port, got "${value}"`);
      return undefined;
    },
  };
}
