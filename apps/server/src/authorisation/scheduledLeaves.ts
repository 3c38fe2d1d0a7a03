import {
  type AppServiceDelegationRequest,
  type LeaveHandover,
  parseScheduledEvent,
} from "@confab/protocol";
import type { ClientApi } from "../homeserver/clientApi.ts";
import { MatrixError } from "../http/matrixError.ts";

/** The delayed events of our homeserver's users, looked up as the application service. */
export interface ScheduledLeaves {
  /** Resolves when the user has scheduled this event in this room; rejects with the `MatrixError` to answer. */
  find(userId: string, request: AppServiceDelegationRequest): Promise<LeaveHandover>;
}

const timeoutMs = 5_000;

export function createScheduledLeaves(clientApi: ClientApi, serverName: string): ScheduledLeaves {
  return {
    async find(userId, { roomId, delayId, delayTimeoutMs }) {
      const escaped = encodeURIComponent(delayId);
      const answer = await clientApi
        .request(serverName, {
          method: "GET",
          path: `/_matrix/client/unstable/org.matrix.msc4140/delayed_events/${escaped}`,
          asUser: userId,
          timeoutMs,
        })
        .catch((cause: unknown) => {
          throw noAnswer(cause);
        });
      if (answer.status === 404) throw unknownLeave();
      const event = answer.status === 200 ? parseScheduledEvent(answer.body) : undefined;
      if (event === undefined) throw noAnswer(new Error(`the homeserver said ${answer.status}`));
      if (event.roomId !== roomId) throw unknownLeave();
      // What the homeserver goes by counts, not what the client believes.
      const timeout = event.delayMs ?? delayTimeoutMs;
      if (timeout === undefined) throw noAnswer(new Error("the homeserver does not say the delay"));
      return { delayId, delayTimeoutMs: timeout };
    },
  };
}

function unknownLeave(): MatrixError {
  const text = "The request `delay_id` is not one of the user's in this room";
  return new MatrixError(400, "M_INVALID_PARAM", text);
}

function noAnswer(cause: unknown): MatrixError {
  return new MatrixError(503, "M_UNKNOWN", "Unable to look up the delayed event", { cause });
}
