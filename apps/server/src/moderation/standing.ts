import type { AppServiceApi } from "../homeserver/appServiceApi.ts";
import { MatrixError } from "../http/matrixError.ts";

/** What one user may do to others in a room, as our homeserver says. */
export interface Standing {
  /** Infinity for a creator of room version 12 and later. */
  readonly level: number;
  /** The level that moderating a call needs: the one that kicking needs. */
  readonly neededLevel: number;
  readonly moderates: boolean;
  /** Has more power than the other, as kicking asks for (client-server API, `m.room.power_levels`). */
  outranks(userId: string): boolean;
}

/**
 * Throws `MatrixError`: 403 when the user is not joined to the room, 502 when the homeserver does not say. What the
 * client says about itself is never believed.
 */
export async function askStanding(
  appService: AppServiceApi | undefined,
  roomId: string,
  userId: string,
): Promise<Standing> {
  const [joined, power] = await Promise.all([
    appService?.isJoined(roomId, userId),
    appService?.power(roomId),
  ]);
  if (joined?.known !== true) throw notKnown("whether you are in this room");
  if (!joined.value) throw new MatrixError(403, "M_FORBIDDEN", "You are not joined to this room");
  if (power?.known !== true) throw notKnown("who may do what in this room");
  const room = power.value;
  const level = room.levelOf(userId);
  return {
    level,
    neededLevel: room.kick,
    moderates: level >= room.kick,
    outranks: (other) => level > room.levelOf(other),
  };
}

/** Throws `MatrixError` 403, which says the level that is needed, unless the user may moderate calls in this room. */
export function requireModerator({ moderates, level, neededLevel }: Standing): void {
  if (moderates) return;
  throw new MatrixError(
    403,
    "M_FORBIDDEN",
    `This needs power level ${neededLevel} in the room; yours is ${level}`,
  );
}

/** The same, and that the user has more power than the other one. */
export function requireRank(standing: Standing, userId: string): void {
  requireModerator(standing);
  if (standing.outranks(userId)) return;
  throw new MatrixError(
    403,
    "M_FORBIDDEN",
    `This needs a higher power level in the room than that user's; yours is ${standing.level}`,
  );
}

function notKnown(what: string): MatrixError {
  return new MatrixError(502, "M_UNKNOWN", `The homeserver does not say ${what}`);
}
