import { Counter } from "prom-client";
import type { Backend } from "../backend.ts";
import type { CallRoom } from "../calls/callIndex.ts";
import type { Removals } from "./removals.ts";

/** Somebody is in a call of ours without a token of ours: somebody else knows the SFU's key. */
export type FoundStranger = (
  call: CallRoom,
  participant: { readonly identity: string; readonly sid: string },
) => Promise<void>;

const mostReported = 10_000;

export function createFoundStranger(
  { config, metrics, log }: Pick<Backend, "config" | "metrics" | "log">,
  removals: Removals,
): FoundStranger {
  const reported = new Set<string>();
  const counter = new Counter({
    name: "confab_call_strangers_total",
    help: "Connections to calls of ours without a token of ours.",
    registers: [metrics],
  });
  return async (call, { identity, sid }) => {
    if (!reported.has(sid)) {
      if (reported.size >= mostReported) reported.clear();
      reported.add(sid);
      counter.inc();
      log.warn(
        { roomId: call.roomId, identity },
        "Somebody is in a call without a token of ours: who else has the SFU's API key?",
      );
    }
    if (config.membership.strangers === "remove") {
      await removals.connection(call, identity, "stranger");
    }
  };
}
