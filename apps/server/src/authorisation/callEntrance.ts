import { type LeaveHandover, serverNameOf } from "@confab/protocol";
import type { CallIndex, CallRoom } from "../calls/callIndex.ts";
import type { LeaveDelegation } from "../delegation/leaveDelegation.ts";
import type { ClientApi } from "../homeserver/clientApi.ts";
import { MatrixError } from "../http/matrixError.ts";
import type { CallGate } from "../membership/callGate.ts";
import type { MintJoinToken } from "../sfu/joinToken.ts";
import type { SfuRooms } from "../sfu/sfuRooms.ts";
import { entryRefused } from "./entryRefused.ts";

/** A device at the door of a call. Whose it is has been proven; whether it may come in has not. */
export interface Entrant {
  readonly call: CallRoom;
  readonly userId: string;
  /** Empty when the client did not say. */
  readonly deviceId: string;
  /** Its name at the SFU. */
  readonly identity: string;
  /** Its homeserver has full access. */
  readonly fullAccess: boolean;
}

/** What a device may do that comes in. */
interface Rights {
  readonly canPublish: boolean;
  /** The SFU's room is made when it is missing. */
  readonly makesRoom: boolean;
}

/** A delayed leave that is handed over to us, and for which names at the SFU. */
interface HandedLeave extends LeaveHandover {
  readonly identities: readonly string[];
  readonly asAppService: boolean;
}

/** What every generation of the token API does once it knows who asks. Rejects with the `MatrixError` to answer. */
export interface CallEntrance {
  /** Resolves with a token for the SFU, a secret. */
  admit(entrant: Entrant, rights: Rights, leave?: HandedLeave): Promise<string>;
  /** Takes over the leave of a device that has its token already, or gets it elsewhere. */
  takeOver(entrant: Entrant, leave: HandedLeave): Promise<void>;
}

export interface CallEntranceDeps {
  readonly gate: CallGate;
  readonly mint: MintJoinToken;
  readonly rooms: SfuRooms;
  /** Of the SFU as this process reaches it, for the log. */
  readonly sfuHost: string;
  readonly calls: CallIndex;
  readonly clientApi: ClientApi;
  readonly delegation: LeaveDelegation;
}

/**
 * The order is part of the contract: nothing is signed for somebody who may not come in, no room is made for somebody
 * whose leave we could not send, and everything is remembered before the token is handed out.
 */
export function createCallEntrance(deps: CallEntranceDeps): CallEntrance {
  const { gate, mint, rooms, calls, delegation } = deps;

  async function checkEntry({ call, userId, identity, fullAccess }: Entrant): Promise<void> {
    const refusal = await gate.refusal({ call, userId, identity, fullAccess });
    if (refusal !== undefined) throw entryRefused(refusal);
  }

  async function checkLeave({ userId }: Entrant, leave: HandedLeave): Promise<void> {
    if (leave.asAppService) return;
    await deps.clientApi.locate(serverNameOf(userId)).catch((cause: unknown) => {
      throw new MatrixError(400, "M_BAD_JSON", "Unable to resolve client-server API", { cause });
    });
  }

  return {
    async admit(entrant, { canPublish, makesRoom }, leave) {
      const { call, userId, deviceId, identity } = entrant;
      await checkEntry(entrant);
      const jwt = await mint({ room: call.name, identity, canPublish });
      if (leave !== undefined) await checkLeave(entrant, leave);
      if (makesRoom) {
        await rooms.create(call.name).catch((error: unknown) => {
          const cause = new Error(`no room was made by ${deps.sfuHost}`, { cause: error });
          throw new MatrixError(500, "M_UNKNOWN", "Unable to create room on SFU", { cause });
        });
      }
      await calls.remember(call, { identity, userId, deviceId });
      if (leave !== undefined) await delegation.register({ call, userId, deviceId, ...leave });
      return jwt;
    },
    async takeOver(entrant, leave) {
      await checkEntry(entrant);
      await checkLeave(entrant, leave);
      const { call, userId, deviceId } = entrant;
      await delegation.register({ call, userId, deviceId, ...leave });
    },
  };
}
