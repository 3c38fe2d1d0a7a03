import { join } from "node:path";
import { installHint } from "../install/installHint.ts";
import { openBrowser } from "../openBrowser.ts";
import { inspectDataFolder } from "../stack/dataFolder.ts";
import type { StopRequest } from "../stopRequest.ts";
import { formatDuration } from "../terminal/duration.ts";
import { type CommandContext, searchPath } from "./context.ts";
import { runStacks } from "./runStacks.ts";

/** Starts the stack of one site and keeps it running. Returns the exit code. */
export async function up(context: CommandContext, stop: StopRequest): Promise<number> {
  const startedAt = performance.now();
  const { env, settings, terminal } = context;
  const publicUrl = `http://localhost:${settings.port}`;
  return runStacks(context, stop, {
    stacks: [
      {
        folder: inspectDataFolder(settings.dataDir, settings.serverName),
        port: settings.port,
        publicUrl,
      },
    ],
    complete: async ({ turnserver }, progress) => {
      if (turnserver === undefined) progress.warn(noTurnServer(context));
      return {};
    },
    announce() {
      const took = terminal.paint("dim", `(${formatDuration(performance.now() - startedAt)})`);
      terminal.line();
      terminal.line(`${terminal.paint("bold", `Confab is ready: ${publicUrl}`)}  ${took}`);
      terminal.line(`Stop it with Ctrl-C. Logs are in ${join(settings.dataDir, "logs")}`);
      if (settings.open && terminal.live) openBrowser(publicUrl, env, process.platform);
    },
  });
}

function noTurnServer(context: CommandContext): string {
  return (
    "There is no TURN server (coturn), so direct calls between people behind strict networks will fail; " +
    `to have one, ${installHint("coturn", searchPath(context))}`
  );
}
