import type { FastifyBaseLogger } from "fastify";
import { Counter, type Registry } from "prom-client";
import type { CallRoom } from "../calls/callIndex.ts";
import { MatrixError } from "../http/matrixError.ts";

type ModerationAction = "mute" | "mute-all" | "remove" | "readmit" | "end" | "lock" | "unlock";

interface Deed {
  readonly action: ModerationAction;
  readonly call: CallRoom;
  /** Who did it. */
  readonly by: string;
  /** To whom; undefined for the whole call. */
  readonly userId?: string;
  readonly deviceId?: string | undefined;
}

/** Runs what a moderator does, counts it, and writes one line about it into the log. */
export type Audit = <T>(deed: Deed, run: () => Promise<T>) => Promise<T>;

export function createAudit(log: FastifyBaseLogger, metrics: Registry): Audit {
  const counter = new Counter({
    name: "confab_moderation_actions_total",
    help: "What moderators did in calls, or tried to",
    labelNames: ["action", "outcome"],
    registers: [metrics],
  });
  const note = (deed: Deed, outcome: "done" | "refused" | "failed") => {
    const { action, call, by, userId, deviceId } = deed;
    counter.inc({ action, outcome });
    const { roomId, slotId } = call;
    log.info({ action, outcome, by, userId, deviceId, roomId, slotId }, "moderation of a call");
  };
  return async (deed, run) => {
    try {
      const result = await run();
      note(deed, "done");
      return result;
    } catch (error) {
      const isRefused = error instanceof MatrixError && error.status < 500;
      note(deed, isRefused ? "refused" : "failed");
      throw error;
    }
  };
}
