import {
  formatMembership,
  leaveContent,
  type LivekitTransport,
  membershipEventType,
} from "@confab/protocol";
import type { MatrixRoomPort } from "../ports/matrixRoom.ts";

/** Sends this device's state event, and remembers whether the homeserver may have it. */
export interface Announcement {
  /** True once the homeserver accepted one. */
  readonly accepted: boolean;
  /** The request without an answer, if there is one: it may be accepted yet. Never rejects. */
  readonly pending: Promise<void> | undefined;
  /** Rejects with `MatrixRequestError`. */
  send(
    transport: LivekitTransport,
    update: { joinedAt: number; now: number } | undefined,
  ): Promise<void>;
  /** Replaces it by a leave. Rejects with `MatrixRequestError`. */
  withdraw(): Promise<void>;
}

export function createAnnouncement(room: MatrixRoomPort, stateKey: string): Announcement {
  const { userId, deviceId, roomId } = room;
  let accepted = false;
  let pending: Promise<void> | undefined;
  return {
    get accepted() {
      return accepted;
    },
    get pending() {
      return pending;
    },
    send(transport, update) {
      const content = formatMembership({
        userId,
        deviceId,
        // Clients that know no slots take the SFU's room from the alias.
        transports: [{ ...transport, alias: roomId }],
        ...(update === undefined ? {} : { update }),
      });
      const request = room.sendState(membershipEventType, stateKey, content);
      const settled = settle(request).then((wasAccepted) => {
        accepted ||= wasAccepted;
        if (pending === settled) pending = undefined;
        return undefined;
      });
      pending = settled;
      return request;
    },
    withdraw: () => room.sendState(membershipEventType, stateKey, leaveContent),
  };
}

/** Whether the request succeeded. */
async function settle(request: Promise<void>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch {
    return false;
  }
}
