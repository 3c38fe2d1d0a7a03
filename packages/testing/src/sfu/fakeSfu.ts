import {
  type Clock,
  computed,
  type MediaSource,
  type Scope,
  SfuConnectError,
  type SfuCloseReason,
  type SfuGrant,
  type SfuParticipant,
  type SfuPort,
  signal,
  type Signal,
} from "@confab/core";
import { parseSfuGrant } from "@confab/protocol";
import { fakeJwt } from "../fakeJwt.ts";
import { createFakeConnection, type FakeConnection } from "./fakeConnection.ts";

/** What a test breaks. Change it at any time. */
export interface SfuFaults {
  /** How long connecting and publishing take, milliseconds. */
  latencyMs: number;
  /** Connecting gets no answer. */
  frozen: boolean;
  /** Why nobody can enter. */
  refuse: SfuCloseReason | undefined;
  /** Publications that fail. */
  refusePublishing: (source: MediaSource) => boolean;
}

/** One SFU in memory. Whoever is in the same room sees each other's media. */
export interface FakeSfu {
  readonly port: SfuPort;
  readonly url: string;
  readonly faults: SfuFaults;
  /** Grants that `prepare` got, and that `connect` got, oldest first. */
  readonly prepared: readonly SfuGrant[];
  readonly connects: readonly SfuGrant[];
  /** Issues a grant, and makes the room unless told otherwise. */
  grant(options: {
    readonly identity: string;
    readonly room?: string;
    readonly lifetimeMs?: number;
    readonly makesRoom?: boolean;
  }): SfuGrant;
  /** The test's end of a connection that stands. Throws when there is none. */
  connection(identity: string): FakeConnection;
  /** Who is in, in the order of entering. */
  readonly identities: readonly string[];
}

type Room = Signal<ReadonlyMap<string, FakeConnection>>;

const signature = "signed-by-the-fake";

export function createFakeSfu(clock: Clock, url = "wss://sfu.test/livekit/sfu"): FakeSfu {
  const rooms = new Map<string, Room>();
  const prepared: SfuGrant[] = [];
  const connects: SfuGrant[] = [];
  const faults: SfuFaults = {
    latencyMs: 0,
    frozen: false,
    refuse: undefined,
    refusePublishing: () => false,
  };

  const roomOf = (name: string) => {
    const room = rooms.get(name) ?? signal<ReadonlyMap<string, FakeConnection>>(new Map());
    rooms.set(name, room);
    return room;
  };
  const latency = async () => {
    if (faults.frozen) await new Promise<never>(() => {});
    if (faults.latencyMs > 0) {
      await new Promise<void>((resolve) => clock.after(faults.latencyMs, resolve));
    }
  };

  const enter = (scope: Scope, grant: SfuGrant): FakeConnection => {
    if (scope.ended) throw new SfuConnectError("left");
    if (faults.refuse !== undefined) throw new SfuConnectError(faults.refuse);
    if (grant.url !== url) throw new SfuConnectError("unreachable");
    const issued = parseSfuGrant(grant, clock.now());
    if (issued === undefined || !grant.jwt.endsWith(`.${signature}`)) {
      throw new SfuConnectError("unauthorised");
    }
    const room = rooms.get(issued.room);
    if (room === undefined) throw new SfuConnectError("room-missing");
    const { identity } = issued;
    room.peek().get(identity)?.close("duplicate-identity");

    const connection = createFakeConnection({
      identity,
      others$: computed(() => participantsBut(identity, room.value)),
      async admit(source) {
        await latency();
        if (faults.refusePublishing(source)) throw new Error("refused");
      },
      onClose() {
        const rest = new Map(room.peek());
        if (rest.get(identity) === connection) rest.delete(identity);
        room.value = rest;
      },
    });
    room.value = new Map(room.peek()).set(identity, connection);
    scope.onEnd(() => connection.close("left"));
    return connection;
  };

  return {
    url,
    faults,
    prepared,
    connects,
    port: {
      async prepare(grant) {
        prepared.push(grant);
      },
      async connect(scope, grant) {
        connects.push(grant);
        await latency();
        return enter(scope, grant).client;
      },
    },
    grant({ identity, room = "room", lifetimeMs = 3_600_000, makesRoom = true }) {
      if (makesRoom) roomOf(room);
      const now = Math.floor(clock.now() / 1000);
      const times = { iat: now, nbf: now, exp: now + Math.floor(lifetimeMs / 1000) };
      return { url, jwt: fakeJwt({ sub: identity, ...times, video: { room } }, signature) };
    },
    connection(identity) {
      for (const room of rooms.values()) {
        const connection = room.peek().get(identity);
        if (connection !== undefined) return connection;
      }
      throw new Error(`${identity} is not on the SFU`);
    },
    get identities() {
      return [...rooms.values()].flatMap((room) => [...room.peek().keys()]);
    },
  };
}

function participantsBut(
  identity: string,
  connections: ReadonlyMap<string, FakeConnection>,
): ReadonlyMap<string, SfuParticipant> {
  const others = new Map<string, SfuParticipant>();
  for (const [other, { participant }] of connections) {
    if (other !== identity) others.set(other, participant);
  }
  return others;
}
