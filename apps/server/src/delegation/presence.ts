import type { SfuRooms } from "../sfu/sfuRooms.ts";
import type { Clock } from "../time/clock.ts";
import type { RequestLanes } from "./requestLanes.ts";

/** `silent`: the SFU did not say, for whatever reason. */
export type Sight = "found" | "absent" | "silent";

/**
 * Which devices are at the SFU now, under any of their names: one answer for each device, in order. All of them are of
 * one room.
 */
export type LookForDevices = (
  room: string,
  devices: readonly (readonly string[])[],
) => Promise<readonly Sight[]>;

export interface PresenceDeps {
  readonly sfu: Pick<SfuRooms, "participant" | "participants">;
  readonly lanes: RequestLanes;
  readonly clock: Clock;
  readonly onSilence: (error: unknown) => void;
}

const lane = "sfu";
/** From so many on the whole room is one question. For a few in a large room that would be a long answer. */
const wholeRoomFrom = 3;
/** A failure that took so long was an SFU that does not answer: there is no use in asking it more at once. */
const slowMs = 2_000;
const restMs = 2_000;

export function createPresence({ sfu, lanes, clock, onSilence }: PresenceDeps): LookForDevices {
  async function isThere(room: string, names: readonly string[]): Promise<boolean> {
    for (const name of names) {
      if ((await sfu.participant(room, name)) !== undefined) return true;
    }
    return false;
  }

  async function whoIsThere(room: string): Promise<(names: readonly string[]) => boolean> {
    const present = new Set((await sfu.participants(room)).map(({ identity }) => identity));
    return (names) => names.some((name) => present.has(name));
  }

  async function ask<T>(question: () => Promise<T>): Promise<T | undefined> {
    const result = await lanes.run(lane, async () => {
      const startedAt = clock.now();
      try {
        return await question();
      } catch (error) {
        if (clock.now() - startedAt >= slowMs) lanes.close(lane, restMs);
        onSilence(error);
        return undefined;
      }
    });
    return "value" in result ? result.value : undefined;
  }

  return async (room, devices) => {
    if (devices.length < wholeRoomFrom) {
      const answers = devices.map((names) => ask(() => isThere(room, names)));
      return (await Promise.all(answers)).map(toSight);
    }
    const isPresent = await ask(() => whoIsThere(room));
    return devices.map((names) => toSight(isPresent?.(names)));
  };
}

function toSight(isThere: boolean | undefined): Sight {
  if (isThere === undefined) return "silent";
  return isThere ? "found" : "absent";
}
