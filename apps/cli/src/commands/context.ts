import type { Settings } from "../settings.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** What every command is given. */
export interface CommandContext {
  readonly settings: Settings;
  readonly terminal: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Root of this clone. */
  readonly repository: string;
}

export function searchPath({ env }: CommandContext): string {
  return env["PATH"] ?? "";
}
