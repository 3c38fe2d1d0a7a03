import { Counter } from "prom-client";
import type { Backend } from "../backend.ts";
import type { CallRoom } from "../calls/callIndex.ts";
import type { Eject } from "./callRestrictions.ts";

/** Why somebody was taken out of a call. */
type RemovalCause =
  /** They left the room, were kicked or banned. */
  | "not-joined"
  /** They came in with a token that is not good any more. */
  | "revoked"
  /** Nobody gave them a token. */
  | "stranger"
  /** Our homeserver is not in the room any more. */
  | "room-lost";

/** Taking people out of calls, on record in the log and the metrics. */
export interface Removals {
  /** All of a user's devices. */
  user(call: CallRoom, userId: string, cause: RemovalCause): Promise<void>;
  /** One connection. */
  connection(call: CallRoom, identity: string, cause: RemovalCause): Promise<void>;
  everybody(call: CallRoom, cause: RemovalCause): Promise<void>;
}

export function createRemovals(
  { sfu, metrics, log }: Pick<Backend, "sfu" | "metrics" | "log">,
  eject: Eject,
): Removals {
  const counter = new Counter({
    name: "confab_call_removals_total",
    help: "People taken out of calls without a moderator, by cause.",
    labelNames: ["cause"],
    registers: [metrics],
  });
  return {
    async user({ name, roomId }, userId, cause) {
      await eject(name, userId);
      counter.inc({ cause });
      log.info({ cause, roomId, userId }, "taken out of the call");
    },
    async connection({ name, roomId }, identity, cause) {
      if (!(await sfu.remove(name, identity))) return;
      counter.inc({ cause });
      log.info({ cause, roomId, identity }, "taken out of the call");
    },
    async everybody({ name, roomId }, cause) {
      await eject(name);
      counter.inc({ cause });
      log.info({ cause, roomId }, "everybody is taken out of the call");
    },
  };
}
