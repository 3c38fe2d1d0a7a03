import { randomBytes } from "node:crypto";
import { Registry } from "prom-client";
import { onTestFinished } from "vitest";
import type { DelegatedLeave } from "../delegation/leaveDelegation.ts";
import { createDelegation, type Delegation } from "../delegation/createDelegation.ts";
import type { SfuEvent, SfuLeaveReason } from "../sfu/sfuEvents.ts";
import { createSfuEvents } from "../sfu/sfuEvents.ts";
import type { SfuRooms } from "../sfu/sfuRooms.ts";
import type { Database, DatabaseOptions } from "../storage/database.ts";
import { backendUnderTest, type BackendUnderTest } from "./backendUnderTest.ts";
import { databaseUnderTest, newDatabase } from "./databaseUnderTest.ts";
import { createFakeDelayedEvents, type FakeDelayedEvents } from "./fakeDelayedEvents.ts";

const room = "sfu-room";

/** One server with delegated leaves. */
interface DelegationReplica extends Delegation {
  /** Tells it something, as the SFU does. */
  tell(event: SfuEvent): Promise<void>;
  tellJoined(identity: string): Promise<void>;
  tellLeft(identity: string, reason: SfuLeaveReason): Promise<void>;
}

export interface DelegationUnderTest extends DelegationReplica {
  readonly backend: BackendUnderTest;
  readonly events: FakeDelayedEvents;
  /** Identities at the SFU. */
  readonly present: Set<string>;
  /** Questions to the SFU so far, by what was asked. */
  readonly asked: { participant: number; participants: number };
  /** The SFU does not answer while this is true. */
  isSilent: boolean;
  /** Lets time pass, a second at a time. */
  readonly pass: (seconds: number) => Promise<void>;
  /** A further server: with a connection of its own to PostgreSQL, with the same one to SQLite. */
  addReplica(database?: Database): Promise<DelegationReplica>;
}

/** `checkIntervalMs`: 30 seconds when absent. */
export async function delegationUnderTest(
  options: { readonly stored?: DatabaseOptions; readonly checkIntervalMs?: number } = {},
): Promise<DelegationUnderTest> {
  const { checkIntervalMs = 30_000 } = options;
  const stored = options.stored ?? (await newDatabase());
  const isPostgres = stored.database !== undefined;
  const backend = await backendUnderTest({
    config: {
      delegation: { checkIntervalMs },
      ...(isPostgres ? { database: stored.database } : {}),
    },
    database: await databaseUnderTest(stored),
  });
  const { clock } = backend;
  const events = createFakeDelayedEvents(() => clock.now());
  const present = new Set<string>();
  const asked = { participant: 0, participants: 0 };
  const answer = async <T>(value: T): Promise<T> => {
    if (underTest.isSilent) throw new Error("the SFU does not answer");
    return value;
  };
  const participant = (identity: string) => ({ identity, sid: "PA", joinedAt: 0, tracks: [] });
  const sfu: SfuRooms = {
    ...backend.sfu,
    participant: (_room, identity) => {
      asked.participant += 1;
      return answer(present.has(identity) ? participant(identity) : undefined);
    },
    participants: () => {
      asked.participants += 1;
      return answer([...present].map(participant));
    },
  };

  function replica(database: Database, metrics: Registry): DelegationReplica {
    const sfuEvents = createSfuEvents();
    const delegation = createDelegation({
      ...backend,
      database,
      metrics,
      sfu,
      sfuEvents,
      clientApi: events.clientApi,
      randomBytes: evenBytes,
    });
    onTestFinished(() => delegation.stop());
    const about = (identity: string) =>
      ({ room, roomSid: "RM", at: clock.now(), identity, participantSid: "PA" }) as const;
    return {
      ...delegation,
      tell: (event) => sfuEvents.publish(event),
      tellJoined: (identity) =>
        sfuEvents.publish({ ...about(identity), kind: "participant-joined" }),
      tellLeft: (identity, reason) =>
        sfuEvents.publish({ ...about(identity), kind: "participant-left", reason }),
    };
  }

  const underTest: DelegationUnderTest = {
    ...replica(backend.database, backend.metrics),
    backend,
    events,
    present,
    asked,
    isSilent: false,
    async pass(seconds) {
      for (let second = 0; second < seconds; second += 1) await clock.advance(1_000);
    },
    async addReplica(database) {
      const own = isPostgres ? await databaseUnderTest(stored) : backend.database;
      return replica(database ?? own, new Registry());
    },
  };
  return underTest;
}

/** A leave of the device that is `name` at the SFU. */
export function delegatedLeave(
  name: string,
  changes: Partial<DelegatedLeave> = {},
): DelegatedLeave {
  return {
    call: { name: room, roomId: "!room", slotId: "m.call#ROOM" },
    identities: [name],
    userId: "@u:hs",
    deviceId: name,
    delayId: `delay-of-${name}`,
    delayTimeoutMs: 100_000,
    asAppService: false,
    ...changes,
  };
}

/** Random, except where four bytes stand for a number from 0 to 1: then always the middle. */
function evenBytes(count: number): Uint8Array {
  return count === 4 ? new Uint8Array([0x80, 0, 0, 0]) : randomBytes(count);
}
