import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * What tells this process from a later one with the same number: when it began. Undefined when no such process runs;
 * one that has ended and waits to be collected counts as ended.
 */
export function processIdentity(pid: number): string | undefined {
  return process.platform === "linux" ? identityFromProc(pid) : identityFromPs(pid);
}

/** `/proc/<pid>/stat` (proc_pid_stat(5)): the name in parentheses may hold anything, so count from the last one. */
function identityFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state] = fields;
    const startTicks = fields[19];
    if (state === "Z" || state === "X" || startTicks === undefined) return undefined;
    return `${bootId()}:${startTicks}`;
  } catch {
    return undefined;
  }
}

/** Ticks are counted from the start of the machine, so a restarted machine can repeat them. Some sandboxes hide it. */
function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}

function identityFromPs(pid: number): string | undefined {
  const { stdout, status } = spawnSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
  });
  const [, state, startedAt] = /^\s*(\S+)\s+(.+?)\s*$/.exec(stdout ?? "") ?? [];
  if (status !== 0 || state === undefined || state.startsWith("Z")) return undefined;
  return startedAt;
}
