import * as v from "valibot";

/** What users may do in a room (Matrix: `m.room.power_levels` and `m.room.create`). */
export interface PowerLevels {
  /** Infinity for a creator of room version 12 and later (MSC4289). */
  levelOf(userId: string): number;
  readonly kick: number;
  readonly ban: number;
  readonly redact: number;
  /** What sending a state event of this type needs. */
  stateLevel(type: string): number;
}

const creation = v.object({
  sender: v.string(),
  content: v.object({
    room_version: v.optional(v.string(), "1"),
    creator: v.optional(v.unknown()),
    additional_creators: v.optional(v.unknown()),
  }),
});

/** Of what is not said, with or without a power levels event (client-server API; matrix-spec#861). */
const defaultLevel = 50;

/**
 * Reads the event `m.room.create` and the content of `m.room.power_levels` (undefined when the room has none). Levels
 * that are malformed count as missing. Undefined when `create` is not such an event.
 */
export function parsePowerLevels(create: unknown, powerLevels: unknown): PowerLevels | undefined {
  const result = v.safeParse(creation, create);
  if (!result.success) return undefined;
  const { sender, content } = result.output;
  const creators: ReadonlySet<unknown> = hasPrivilegedCreators(content.room_version)
    ? new Set([sender, ...entriesOf(content.additional_creators)])
    : new Set();
  // Named in the content up to room version 10; from version 11 on what is written there means nothing.
  const creator = Number(content.room_version) <= 10 ? (content.creator ?? sender) : sender;

  const levels = fieldsOf(powerLevels);
  const users = levelsIn(levels.get("users"));
  const states = levelsIn(levels.get("events"));
  const usersDefault = toLevel(levels.get("users_default")) ?? 0;
  const stateDefault = toLevel(levels.get("state_default")) ?? defaultLevel;
  return {
    levelOf(userId) {
      if (creators.has(userId)) return Infinity;
      if (powerLevels === undefined) return userId === creator ? 100 : 0;
      return users.get(userId) ?? usersDefault;
    },
    kick: toLevel(levels.get("kick")) ?? defaultLevel,
    ban: toLevel(levels.get("ban")) ?? defaultLevel,
    redact: toLevel(levels.get("redact")) ?? defaultLevel,
    stateLevel: (type) => states.get(type) ?? stateDefault,
  };
}

/** MSC4289 came with room version 12. A version that nobody knows is read as an old one: it gives less power. */
function hasPrivilegedCreators(roomVersion: string): boolean {
  return roomVersion === "org.matrix.hydra.11" || Number(roomVersion) >= 12;
}

/** Up to room version 9 levels may be strings. Later homeservers let no such event into a room's state. */
function toLevel(input: unknown): number | undefined {
  if (Number.isSafeInteger(input)) return Number(input);
  if (typeof input !== "string" || !/^\s*[+-]?\d+\s*$/.test(input)) return undefined;
  // A row of 400 digits is not more than what the creator of a room of version 12 has.
  const most = Number.MAX_SAFE_INTEGER;
  return Math.max(-most, Math.min(most, Number(input)));
}

/** Not an object with the keys: they are what strangers chose. */
function fieldsOf(input: unknown): ReadonlyMap<string, unknown> {
  const isObject = typeof input === "object" && input !== null && !Array.isArray(input);
  return new Map(isObject ? Object.entries(input) : []);
}

function levelsIn(input: unknown): ReadonlyMap<string, number> {
  const levels = new Map<string, number>();
  for (const [key, value] of fieldsOf(input)) {
    const level = toLevel(value);
    if (level !== undefined) levels.set(key, level);
  }
  return levels;
}

function entriesOf(input: unknown): readonly unknown[] {
  return Array.isArray(input) ? input : [];
}
