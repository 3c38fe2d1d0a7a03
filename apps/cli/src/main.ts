import { join } from "node:path";
import { type CommandName, parseCommandLine } from "./commandLine.ts";
import type { CommandContext } from "./commands/context.ts";
import { doctor } from "./commands/doctor.ts";
import { down } from "./commands/down.ts";
import { help } from "./commands/help.ts";
import { status } from "./commands/status.ts";
import { up } from "./commands/up.ts";
import { Failure } from "./failure.ts";
import { listenForStop, type StopRequest } from "./stopRequest.ts";
import { createTerminal } from "./terminal/terminal.ts";

const repository = join(import.meta.dirname, "../../..");

const commands: Readonly<
  Record<CommandName, (context: CommandContext) => number | Promise<number>>
> = {
  up: (context) => up(context, listen()),
  async sites(context) {
    // Makes certificates, which takes a library that no other command waits for.
    const { sites } = await import("./commands/sites.ts");
    return sites(context, listen());
  },
  down,
  status,
  doctor,
  help,
};

// A closed terminal or pipe must not keep the stack from being stopped in order.
process.stdout.on("error", () => undefined);
process.stderr.on("error", () => undefined);

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { command, settings } = parseCommandLine(
      process.argv.slice(2),
      process.env,
      process.cwd(),
    );
    const terminal = createTerminal(process.stdout, process.env);
    return await commands[command]({ settings, terminal, env: process.env, repository });
  } catch (failure) {
    return explain(failure);
  }
}

function listen(): StopRequest {
  const stop = listenForStop(process, () => performance.now());
  // Listening for its end would otherwise keep this process alive for as long as the channel.
  process.channel?.unref();
  return stop;
}

/** One sentence for what a person can mend; a stack trace for what only a developer can. */
function explain(failure: unknown): number {
  if (!(failure instanceof Failure)) throw failure;
  const terminal = createTerminal(process.stderr, process.env);
  terminal.line(`${terminal.paint("red", "✗")} ${failure.message}`);
  for (const line of failure.details) terminal.line(`  ${line}`);
  return failure.exitCode;
}
