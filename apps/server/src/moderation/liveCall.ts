import type { CallIndex } from "../calls/callIndex.ts";
import { MatrixError } from "../http/matrixError.ts";
import { knownIdentities, ownerOf } from "../membership/ownerOf.ts";
import type { SfuParticipant, SfuRooms } from "../sfu/sfuRooms.ts";
import { isStorageFailure } from "../storage/storageFailure.ts";

/** Somebody at the SFU, and who that is. */
export interface LiveParticipant extends SfuParticipant {
  /** Undefined for an identity that got no token from us. */
  readonly userId: string | undefined;
  readonly deviceId: string | undefined;
}

/** Who is in the call now. Throws `MatrixError`: 404 when there is no call, 502 when the SFU does not answer. */
export async function readLiveCall(
  { sfu, calls }: { readonly sfu: SfuRooms; readonly calls: CallIndex },
  roomName: string,
): Promise<readonly LiveParticipant[]> {
  const [rooms, participants, known] = await Promise.all([
    askSfu(sfu.list([roomName])),
    askSfu(sfu.participants(roomName)),
    knownIdentities(calls, roomName),
  ]);
  if (rooms.length === 0) {
    throw new MatrixError(404, "M_NOT_FOUND", "There is no call in this room now");
  }
  return participants.map((participant) => {
    const owner = ownerOf(known, participant.identity);
    return { ...participant, userId: owner?.userId, deviceId: owner?.deviceId };
  });
}

/** Turns what the SFU did not do into an answer: `MatrixError` 502. */
export async function askSfu<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (cause) {
    // Taking somebody out is written down before the SFU is asked.
    if (isStorageFailure(cause)) throw cause;
    throw new MatrixError(502, "M_UNKNOWN", "The SFU does not answer", { cause });
  }
}
