import type { AppServiceApi, Known } from "../homeserver/appServiceApi.ts";
import { MatrixError } from "../http/matrixError.ts";
import { inParallel } from "../background/inParallel.ts";

/** Who may see and delete the records of a room, as our homeserver says. Without one nobody may. */
export interface RecordAccess {
  /** Rejects with `MatrixError`: 403 when the user is not joined, 502 when the homeserver does not say. */
  requireMember(roomId: string, userId: string): Promise<void>;
  /** The same, and 403 when the user may not redact others' events there. */
  requireEraser(roomId: string, userId: string): Promise<void>;
  /** Those of `roomIds` where the user is joined, and whether the homeserver said so of all of them. */
  joinedOf(
    roomIds: readonly string[],
    userId: string,
  ): Promise<{ readonly rooms: readonly string[]; readonly complete: boolean }>;
}

/** Questions to the homeserver at the same time. */
const atOnce = 10;

export function createRecordAccess(appService: AppServiceApi | undefined): RecordAccess {
  const isJoined = async (roomId: string, userId: string): Promise<Known<boolean>> =>
    (await appService?.isJoined(roomId, userId)) ?? { known: false };

  async function requireMember(roomId: string, userId: string): Promise<void> {
    const joined = await isJoined(roomId, userId);
    if (!joined.known) throw notKnown("whether you are in this room");
    if (!joined.value) throw new MatrixError(403, "M_FORBIDDEN", "You are not joined to this room");
  }

  return {
    requireMember,
    async requireEraser(roomId, userId) {
      await requireMember(roomId, userId);
      const power = await appService?.power(roomId);
      if (power?.known !== true) throw notKnown("who may do what in this room");
      const level = power.value.levelOf(userId);
      if (level >= power.value.redact) return;
      throw new MatrixError(
        403,
        "M_FORBIDDEN",
        `This needs power level ${power.value.redact} in the room; yours is ${level}`,
      );
    },
    async joinedOf(roomIds, userId) {
      const joined = new Set<string>();
      let complete = true;
      await inParallel(roomIds, atOnce, async (roomId) => {
        const answer = await isJoined(roomId, userId);
        if (!answer.known) complete = false;
        else if (answer.value) joined.add(roomId);
      });
      return { rooms: [...joined], complete };
    },
  };
}

function notKnown(what: string): MatrixError {
  return new MatrixError(502, "M_UNKNOWN", `The homeserver does not say ${what}`);
}
