import { MatrixRequestError, type MatrixRoomPort, type RoomStateEvent } from "@confab/core";
import { leaveContent, membershipEventType } from "@confab/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ContractTime, until } from "./until.ts";

/** Two people in one new room, which was made from `callRoomTemplate` by somebody else than `member`. */
export interface MatrixRoomFixture {
  readonly time: ContractTime;
  readonly creator: MatrixRoomPort;
  readonly member: MatrixRoomPort;
  /** Base URL of the authorisation service that the homeserver offers. */
  readonly serviceUrl: string;
  /** Longest delay of a delayed event that the homeserver takes, milliseconds. */
  readonly maxDelayMs: number;
  tearDown(): Promise<void>;
}

export interface MatrixRoomHarness {
  /** Called before every test: a room of its own for each. */
  setUp(): Promise<MatrixRoomFixture>;
}

const type = membershipEventType;

/** The contract of `MatrixRoomPort`: rules MR1… in packages/testing/SPEC.md. */
export function describeMatrixRoomPort(name: string, harness: MatrixRoomHarness): void {
  describe(`MatrixRoomPort: ${name}`, () => {
    let fixture: MatrixRoomFixture;
    let creator: MatrixRoomPort;
    let member: MatrixRoomPort;

    beforeEach(async () => {
      fixture = await harness.setUp();
      ({ creator, member } = fixture);
      await until(
        fixture.time,
        "both are ready",
        () => creator.ready$.value && member.ready$.value,
      );
    });
    afterEach(() => fixture.tearDown());

    const seen = (room: MatrixRoomPort, key: string, accept: (event: RoomStateEvent) => boolean) =>
      until(fixture.time, `${room.userId} sees ${key}`, () => {
        const event = room.state$(type).value.get(key);
        return event !== undefined && accept(event) ? event : undefined;
      });
    const refusal = async (request: Promise<unknown>): Promise<MatrixRequestError> => {
      const failure = await request.then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failure instanceof MatrixRequestError) return failure;
      throw new Error("There was no MatrixRequestError", { cause: failure });
    };
    const marked = (mark: string) => (event: RoomStateEvent) =>
      JSON.stringify(event.content) === JSON.stringify({ mark });

    it("[MR1] knows the room's state when it is ready", () => {
      expect(creator.roomId).toBe(member.roomId);
      expect(creator.online$.value).toBe(true);
      expect(member.state$("m.room.create").value.get("")?.sender).toBe(creator.userId);
      expect([...member.state$("m.room.member").value.keys()]).toEqual(
        expect.arrayContaining([creator.userId, member.userId]),
      );
    });

    it("[MR2] shows a sent state event to everybody, with its sender and time", async () => {
      await member.sendState(type, "_contract", { mark: "sent" });
      for (const room of [creator, member]) {
        const event = await seen(room, "_contract", marked("sent"));
        expect(event).toMatchObject({ type, stateKey: "_contract", sender: member.userId });
        expect(event.eventId).toMatch(/^\$/);
        expect(Math.abs(event.originServerTs - fixture.time.clock.now())).toBeLessThan(60_000);
      }
    });

    it("[MR3] shows the newest event of a key alone, an empty content too", async () => {
      await member.sendState(type, "_contract", { mark: "first" });
      await member.sendState(type, "_contract", {});
      await member.sendState(type, "_other", { mark: "other" });
      await seen(creator, "_other", marked("other"));
      expect(creator.state$(type).value.get("_contract")?.content).toEqual({});
    });

    it("[MR4] has one signal for each type", () => {
      expect(member.state$(type)).toBe(member.state$(type));
      expect(member.state$(type)).not.toBe(member.state$("m.room.name"));
      expect(member.state$("org.example.unknown").value.size).toBe(0);
    });

    it("[MR5] rejects with the server's status and code what is not allowed", async () => {
      const failure = await refusal(member.sendState("m.room.name", "", { name: "Mine" }));
      expect(failure).toMatchObject({ status: 403, errcode: "M_FORBIDDEN" });
    });

    it("[MR6] has a scheduled event sent when nobody restarts it", async () => {
      await member.scheduleState(type, "_contract", { mark: "late" }, 1000);
      await fixture.time.pass(1000);
      const event = await seen(creator, "_contract", marked("late"));
      expect(event.sender).toBe(member.userId);
    });

    it("[MR7] puts a restarted event off for its whole delay", async () => {
      const kept = await member.scheduleState(type, "_kept", { mark: "kept" }, 3000);
      await member.scheduleState(type, "_middle", { mark: "middle" }, 1500);
      await member.scheduleState(type, "_end", { mark: "end" }, 3500);
      await fixture.time.pass(1500);
      await seen(creator, "_middle", marked("middle"));
      await member.updateDelayed(kept.delayId, "restart");
      await fixture.time.pass(2000);
      await seen(creator, "_end", marked("end"));
      expect(creator.state$(type).value.has("_kept")).toBe(false);
      await fixture.time.pass(1500);
      await seen(creator, "_kept", marked("kept"));
    });

    it("[MR8] sends a scheduled event on demand, once", async () => {
      const { delayId } = await member.scheduleState(type, "_contract", leaveContent, 60_000);
      await member.updateDelayed(delayId, "send");
      const event = await seen(creator, "_contract", () => true);
      expect(event.content).toEqual({});
      expect((await refusal(member.updateDelayed(delayId, "restart"))).status).toBe(404);
    });

    it("[MR9] does not send a cancelled event", async () => {
      const { delayId } = await member.scheduleState(type, "_contract", { mark: "never" }, 1000);
      await member.scheduleState(type, "_end", { mark: "end" }, 1500);
      await member.updateDelayed(delayId, "cancel");
      await fixture.time.pass(1500);
      await seen(creator, "_end", marked("end"));
      expect(creator.state$(type).value.has("_contract")).toBe(false);
    });

    it("[MR10] answers 404 for a delay id that nobody gave out", async () => {
      expect((await refusal(member.updateDelayed("unknown-delay", "restart"))).status).toBe(404);
    });

    it("[MR11] names the longest delay when asked for a longer one", async () => {
      const failure = await refusal(
        member.scheduleState(type, "_contract", {}, fixture.maxDelayMs + 60_000),
      );
      expect(failure.status).toBe(400);
      expect(failure.data["maxDelayMs"]).toBe(fixture.maxDelayMs);
    });

    it("[MR12] gets a token that proves who we are", async () => {
      const token = await member.openIdToken();
      expect(token.accessToken).not.toBe("");
      expect(token.matrixServerName).toBe(member.userId.slice(member.userId.indexOf(":") + 1));
      expect(token.expiresIn).toBeGreaterThan(0);
    });

    it("[MR13] knows the homeserver's transports", async () => {
      const transports = await member.transports();
      expect(transports.map(({ serviceUrl }) => serviceUrl)).toContain(fixture.serviceUrl);
    });
  });
}
