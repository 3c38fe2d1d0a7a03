import type { HealthReport } from "@confab/protocol";
import { type ComponentName, componentNames } from "../stack/component.ts";
import { fetchHealth } from "../stack/confabServer.ts";
import { trustAuthority } from "../sites/trustAuthority.ts";
import { findRunningStack, type StackFile } from "../stack/stackFile.ts";
import { formatDuration } from "../terminal/duration.ts";
import { formatTable } from "../terminal/table.ts";
import type { CommandContext } from "./context.ts";

const notRunning = 3;
const healthTimeoutMs = 5000;

/** Shows what runs with this data folder. Returns 0 when all is well, 1 when something is not, 3 when nothing runs. */
export async function status({ settings, terminal }: CommandContext): Promise<number> {
  const stack = findRunningStack(settings.dataDir);
  if (stack === undefined) {
    if (settings.json) terminal.line(JSON.stringify({ state: "stopped" }));
    else terminal.line(`Nothing runs with the data in ${settings.dataDir}`);
    return notRunning;
  }
  const report = describe(stack, await askHealth(stack), Date.now());
  if (settings.json) terminal.line(JSON.stringify(report, null, 2));
  else {
    terminal.line(
      `Confab runs at ${report.address} as ${report.serverName}, for ${formatDuration(report.uptimeMs)}: ${report.state}`,
    );
    terminal.line();
    const rows = report.components.map(({ name, pid, port, health, uptimeMs }) => [
      name,
      pid === null ? "-" : String(pid),
      port === null ? "-" : String(port),
      health,
      uptimeMs === null ? "-" : formatDuration(uptimeMs),
    ]);
    for (const line of formatTable([["COMPONENT", "PID", "PORT", "HEALTH", "UPTIME"], ...rows])) {
      terminal.line(line);
    }
  }
  return report.state === "ok" ? 0 : 1;
}

async function askHealth(stack: StackFile): Promise<HealthReport | undefined> {
  const { certificateAuthority, ports } = stack;
  if (certificateAuthority !== undefined) trustAuthority(certificateAuthority);
  const scheme = certificateAuthority === undefined ? "http" : "https";
  const url = `${scheme}://127.0.0.1:${ports.server}/healthz`;
  return fetchHealth(url, AbortSignal.timeout(healthTimeoutMs));
}

/** The same for people and programs. Times in milliseconds; `null` = there is none. */
function describe(stack: StackFile, health: HealthReport | undefined, now: number) {
  return {
    state: stack.state === "starting" ? "starting" : (health?.status ?? "degraded"),
    address: stack.address,
    serverName: stack.serverName,
    pid: stack.pid,
    uptimeMs: now - stack.startedAt,
    logs: stack.logs,
    components: componentNames.map((name) => {
      const ref = stack.components[name];
      return {
        name,
        pid: ref?.pid ?? null,
        port: ref === undefined ? null : stack.ports[name],
        health: healthOf(name, health),
        uptimeMs: ref === undefined ? null : now - ref.startedAt,
      };
    }),
  };
}

/** The server tells about the others, and about itself by telling at all. */
function healthOf(name: ComponentName, health: HealthReport | undefined): string {
  if (name === "server") return health === undefined ? "down" : "up";
  return health?.components[name] ?? "unknown";
}
