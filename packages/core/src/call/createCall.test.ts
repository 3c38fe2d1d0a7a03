import { createFakeWorld, matrixErrors } from "@confab/testing";
import { describe, expect, it } from "vitest";
import type { Call } from "./call.ts";

const names = (call: Call) => call.participants$.value.map((one) => one.displayName$.value);

describe("call", () => {
  it("[CP1] gets ready in the lobby, so that the click asks for nothing", async () => {
    const world = createFakeWorld();
    const { call } = world.person("Alice");
    expect(call.phase$.value).toEqual({ kind: "lobby", prepared: false, problem: undefined });
    await call.prepare();
    expect(call.phase$.value).toEqual({ kind: "lobby", prepared: true, problem: undefined });
    expect(world.sfu.prepared).toHaveLength(1);
    await call.join();
    expect(call.phase$.value.kind).toBe("joined");
    expect(world.tokens.requestCount).toBe(1);
    expect(world.sfu.connects).toEqual(world.sfu.prepared);
  });

  it("[CP1] says in the lobby what is wrong, and tries again", async () => {
    const world = createFakeWorld();
    const { call } = world.person("Alice");
    const { transports } = world.matrix;
    world.matrix.transports = [];
    await call.prepare();
    expect(call.phase$.value).toMatchObject({
      kind: "lobby",
      prepared: false,
      problem: { code: "TRANSPORT_MISSING" },
    });
    world.matrix.transports = transports;
    await call.prepare();
    expect(call.phase$.value).toMatchObject({ prepared: true, problem: undefined });
  });

  it("[CP1] shows in the lobby who is there", async () => {
    const world = createFakeWorld();
    await world.person("Bob").call.join();
    const { call } = world.person("Alice");
    expect(names(call)).toEqual(["Bob"]);
    expect(call.participants$.value[0]?.status$.value).toBe("waiting-for-sfu");
  });

  it("[CP2] is joined without having been prepared", async () => {
    const world = createFakeWorld();
    const { call } = world.person("Alice");
    const joining = call.join();
    expect(call.phase$.value.kind).toBe("joining");
    await joining;
    expect(call.phase$.value).toEqual({ kind: "joined", sinceMs: world.clock.now() });
  });

  it("[SS1] does not keep media waiting for the homeserver", async () => {
    const world = createFakeWorld();
    const { call, identity } = world.person("Alice");
    await call.prepare();
    world.matrix.faults.frozen = true;
    await call.join();
    expect(call.phase$.value.kind).toBe("joined");
    expect(names(call)).toEqual(["Alice"]);
    await world.clock.settle();
    expect(world.sfu.connection(identity).sent.size).toBe(2);
  });

  it("[SS1] sends the membership while the SFU is being entered", async () => {
    const world = createFakeWorld();
    const alice = world.person("Alice");
    const bob = world.person("Bob");
    world.sfu.faults.latencyMs = 1000;
    await alice.call.prepare();
    const joining = alice.call.join();
    await world.clock.settle();
    expect(alice.call.phase$.value.kind).toBe("joining");
    expect(names(bob.call)).toEqual(["Alice"]);
    await world.clock.advance(1000);
    await joining;
    expect(alice.call.phase$.value.kind).toBe("joined");
  });

  it("[CP2] connects two people", async () => {
    const world = createFakeWorld();
    const alice = world.person("Alice");
    const bob = world.person("Bob");
    await alice.call.join();
    await world.clock.advance(1000);
    await bob.call.join();
    await world.clock.settle();
    for (const { call } of [alice, bob]) {
      expect(names(call)).toEqual(["Alice", "Bob"]);
      expect(call.participants$.value.map((one) => one.status$.value)).toEqual([
        "connected",
        "connected",
      ]);
    }
    const [seen] = bob.call.participants$.value;
    expect([...(seen?.media$.value.keys() ?? [])]).toEqual(["microphone", "camera"]);
  });

  it("[CP3] fails with what the SFU says, and takes its membership back", async () => {
    const world = createFakeWorld();
    const alice = world.person("Alice");
    const bob = world.person("Bob");
    world.sfu.faults.refuse = "full";
    await alice.call.join();
    await world.clock.settle();
    expect(alice.call.phase$.value).toMatchObject({
      kind: "failed",
      error: { code: "SFU_CONNECT", reason: "full" },
    });
    expect(names(bob.call)).toEqual([]);
    expect(world.matrix.delayedEventCount).toBe(0);
    expect(world.clock.pendingTimers).toBe(0);
  });

  it("[CP3] fails with what the service says", async () => {
    const world = createFakeWorld();
    const { call } = world.person("Alice");
    world.tokens.answer = () => ({ status: 403, body: {} });
    await call.join();
    expect(call.phase$.value).toMatchObject({ kind: "failed", error: { code: "TOKEN_REFUSED" } });
    await world.clock.settle();
    expect(world.matrix.requests.filter(({ kind }) => kind === "sendState")).toEqual([]);
    expect(world.matrix.delayedEventCount).toBe(0);
  });

  it("[MB11] fails when the room does not allow it, and leaves the SFU", async () => {
    const world = createFakeWorld();
    const { call } = world.person("Alice");
    world.matrix.faults.refuse = ({ kind }) =>
      kind === "sendState" ? matrixErrors.forbidden() : undefined;
    await call.join();
    await world.clock.settle();
    expect(call.phase$.value).toMatchObject({
      kind: "failed",
      error: { code: "MEMBERSHIP_FORBIDDEN" },
    });
    expect(world.sfu.identities).toEqual([]);
  });

  it("[CP4] can be joined again after leaving and after failing", async () => {
    const world = createFakeWorld();
    const { call } = world.person("Alice");
    world.sfu.faults.refuse = "unreachable";
    await call.join();
    expect(call.phase$.value.kind).toBe("failed");
    world.sfu.faults.refuse = undefined;
    await call.join();
    expect(call.phase$.value.kind).toBe("joined");
    await call.leave();
    expect(call.phase$.value.kind).toBe("left");
    expect(world.sfu.identities).toEqual([]);
    expect(names(call)).toEqual([]);
    await call.join();
    await world.clock.settle();
    expect(call.phase$.value.kind).toBe("joined");
    expect(names(call)).toEqual(["Alice"]);
    await world.clock.advance(60_000);
    expect(names(world.person("Bob").call)).toEqual(["Alice"]);
  });

  it("[CP5] leaves while it is joining", async () => {
    const world = createFakeWorld();
    const { call } = world.person("Alice");
    await call.prepare();
    world.sfu.faults.latencyMs = 1000;
    const joining = call.join();
    await world.clock.settle();
    await call.leave();
    await joining;
    expect(call.phase$.value.kind).toBe("left");
    await world.clock.advance(5000);
    expect(world.sfu.identities).toEqual([]);
    expect(names(world.person("Bob").call)).toEqual([]);
  });

  it("[MB12] does not keep a person waiting for a homeserver that does not answer", async () => {
    const world = createFakeWorld();
    const { call } = world.person("Alice");
    await call.join();
    await world.clock.settle();
    world.matrix.faults.frozen = true;
    const leaving = call.leave();
    expect(call.phase$.value.kind).toBe("leaving");
    expect(world.sfu.identities).toEqual([]);
    await world.clock.advance(3000);
    await leaving;
    expect(call.phase$.value.kind).toBe("left");
    await world.clock.advance(12_000);
    expect(names(world.person("Bob").call)).toEqual([]);
    expect(world.clock.pendingTimers).toBe(0);
  });

  it("[CP6] goes on without the homeserver, and says so", async () => {
    const world = createFakeWorld();
    const alice = world.person("Alice");
    const bob = world.person("Bob");
    await alice.call.join();
    await bob.call.join();
    await world.clock.settle();
    alice.room.setOnline(false);
    await world.clock.advance(15_000);
    expect([...alice.call.warnings$.value]).toEqual([
      "membership-at-risk",
      "homeserver-unreachable",
    ]);
    expect(alice.call.phase$.value.kind).toBe("joined");
    expect(alice.call.participants$.value[1]?.status$.value).toBe("connected");
    alice.room.setOnline(true);
    await world.clock.advance(2000);
    expect(alice.call.warnings$.value.size).toBe(0);
    expect(names(bob.call)).toEqual(["Alice", "Bob"]);
  });

  it("[MB4] warns of a homeserver without delayed events", async () => {
    const world = createFakeWorld();
    const { call } = world.person("Alice");
    world.matrix.faults.delayedEvents = "unsupported";
    await call.join();
    await world.clock.settle();
    expect([...call.warnings$.value]).toEqual(["no-delayed-leave"]);
  });

  it("[MB2] sees a killed tab go within twenty seconds", async () => {
    const world = createFakeWorld();
    const alice = world.person("Alice");
    const bob = world.person("Bob");
    await alice.call.join();
    await bob.call.join();
    await world.clock.advance(30_000);
    bob.kill();
    await world.clock.advance(20_000);
    expect(names(alice.call)).toEqual(["Alice"]);
  });

  it("[MB14] leaves when the page closes", async () => {
    const world = createFakeWorld();
    const { call } = world.person("Alice");
    await call.join();
    await world.clock.settle();
    call.leaveOnUnload();
    await world.clock.settle();
    expect(world.matrix.requests.at(-1)).toMatchObject({ action: "send" });
    expect(world.sfu.identities).toEqual([]);
    expect(names(world.person("Bob").call)).toEqual([]);
    expect(call.phase$.value.kind).toBe("left");
  });

  it("[CP8] takes the time on the way", async () => {
    const world = createFakeWorld();
    const { call } = world.person("Alice");
    world.matrix.faults.latencyMs = 100;
    world.sfu.faults.latencyMs = 50;
    const start = world.clock.now();
    const joining = call.join();
    await world.clock.advance(500);
    await joining;
    const expected = { joinClicked: 0, tokenReady: 100, sfuConnected: 150, membershipSent: 200 };
    const marks = () =>
      Object.fromEntries(Object.entries(call.timings).map(([mark, at]) => [mark, at - start]));
    expect(marks()).toEqual(expected);
    void call.leave();
    await world.clock.advance(500);
    expect(call.phase$.value.kind).toBe("left");
    expect(marks()).toEqual(expected);
  });

  it("[CP9] bears the room's name", () => {
    const world = createFakeWorld();
    const { call } = world.person("Alice");
    expect(call.roomName$.value).toBe("Test call");
    const rename = (content: object) =>
      world.matrix.putState(world.roomId, {
        type: "m.room.name",
        stateKey: "",
        sender: "@creator:hs.test",
        content,
      });
    rename({ name: " Weekly\u202E  call " });
    expect(call.roomName$.value).toBe("Weekly call");
    rename({});
    expect(call.roomName$.value).toBe("");
  });

  it("[GR7] waits for the room's state, which says where the call is", async () => {
    const world = createFakeWorld();
    const alice = world.person("Alice");
    alice.room.setReady(false);
    void alice.call.join();
    await world.clock.settle();
    expect(alice.call.phase$.value.kind).toBe("joining");
    expect(names(world.person("Bob").call)).toEqual([]);
    alice.room.setReady(true);
    await world.clock.settle();
    expect(alice.call.phase$.value.kind).toBe("joined");
    expect(names(world.person("Carol").call)).toEqual(["Alice"]);
  });

  it("[CP5] leaves while the room's state is not known yet", async () => {
    const world = createFakeWorld();
    const { call, room } = world.person("Alice");
    room.setReady(false);
    const joining = call.join();
    await world.clock.settle();
    await call.leave();
    await joining;
    room.setReady(true);
    await world.clock.settle();
    expect(call.phase$.value.kind).toBe("left");
    expect(world.tokens.requestCount).toBe(0);
  });
});

describe("end of the scope", () => {
  it.each(["lobby", "preparing", "joining", "joined", "leaving", "reconnecting", "failed"])(
    "[CP7] leaves nothing running when it comes while %s",
    async (when) => {
      const world = createFakeWorld();
      const { call, scope, identity, devices } = world.person("Alice");
      if (when === "preparing") world.matrix.faults.latencyMs = 500;
      void call.prepare();
      await world.clock.settle();
      if (when === "joining") world.sfu.faults.latencyMs = 500;
      if (when === "failed") world.sfu.faults.refuse = "full";
      if (when !== "lobby" && when !== "preparing") void call.join();
      await world.clock.settle();
      if (when === "reconnecting") {
        world.sfu.faults.refuse = "unreachable";
        world.sfu.connection(identity).close("unreachable");
        await world.clock.settle();
      }
      if (when === "leaving") {
        world.matrix.faults.frozen = true;
        void call.leave();
        await world.clock.settle();
      }
      scope.end();
      await world.clock.settle();
      await world.clock.advance(when === "leaving" ? 12_000 : 500);
      expect(world.clock.pendingTimers).toBe(0);
      expect(devices.running).toHaveLength(0);
      expect(world.sfu.identities).toEqual([]);
      expect(world.matrix.delayedEventCount).toBe(0);
      expect(names(world.person("Bob").call)).toEqual([]);
    },
  );
});
