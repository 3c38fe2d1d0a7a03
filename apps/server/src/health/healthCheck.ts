import type { ComponentState, HealthReport } from "@confab/protocol";
import type { Clock } from "../time/clock.ts";

/** Resolves when the component works, rejects when not. */
type Probe = () => Promise<void>;

export interface HealthProbes {
  /** Undefined when this server has no homeserver of its own. */
  readonly homeserver: Probe | undefined;
  readonly sfu: Probe;
  /** Undefined when there is no TURN server. */
  readonly turn: Probe | undefined;
  readonly storage: Probe;
}

const cachedForMs = 1_000;
const timeoutMs = 2_000;

/** Asks all components at the same time; who asks again within a second gets the same answer. */
export function createHealthCheck(probes: HealthProbes, clock: Clock): () => Promise<HealthReport> {
  let last: { readonly at: number; readonly report: Promise<HealthReport> } | undefined;
  return () => {
    const now = clock.now();
    if (last === undefined || now - last.at >= cachedForMs)
      last = { at: now, report: check(probes, clock) };
    return last.report;
  };
}

async function check(probes: HealthProbes, clock: Clock): Promise<HealthReport> {
  const [homeserver, sfu, turn, storage] = await Promise.all([
    stateOf(probes.homeserver, clock),
    stateOf(probes.sfu, clock),
    stateOf(probes.turn, clock),
    stateOf(probes.storage, clock),
  ]);
  const components = { homeserver, sfu, turn, storage };
  const isDown = Object.values(components).includes("down");
  return { status: isDown ? "degraded" : "ok", components };
}

async function stateOf(probe: Probe | undefined, clock: Clock): Promise<ComponentState> {
  if (probe === undefined) return "off";
  let cancel = () => {};
  const tooLate = new Promise<boolean>((resolve) => {
    cancel = clock.after(timeoutMs, () => {
      resolve(false);
    });
  });
  const works = probe()
    .then(() => true)
    .catch(() => false);
  const isUp = await Promise.race([works, tooLate]);
  cancel();
  return isUp ? "up" : "down";
}
