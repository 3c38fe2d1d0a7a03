import { createBrowserClock, createFetchHttpClient } from "@confab/browser";
import { type AccountSession, createScope, type Scope } from "@confab/core";
import { describeMatrixRoomPort, until } from "@confab/testing";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { createAccountApi } from "../account/accountApi.ts";
import { createMatrixSession } from "./matrixSession.ts";

const stack = inject("stack");
const clock = createBrowserClock();
const http = createFetchHttpClient();
const accounts = createAccountApi({ http, origin: stack.origin });
const time = { clock, timeoutMs: 15_000 };

function register(displayName: string): Promise<AccountSession> {
  const username = `contract-${crypto.randomUUID().slice(0, 8)}`;
  return accounts.register({ username, password: crypto.randomUUID(), displayName });
}

function testScope(): Scope {
  const scope = createScope();
  onTestFinished(() => scope.end());
  return scope;
}

describeMatrixRoomPort("homeserver", {
  async setUp() {
    // New people each time: homeservers let nobody make many rooms in a row.
    const scope = createScope();
    const start = async (name: string) =>
      createMatrixSession(scope, { session: await register(name), http, clock });
    const [creator, member] = await Promise.all([start("Creator"), start("Member")]);
    const { roomId } = await creator.createCallRoom("Contract");
    const creatorRoom = await creator.openRoom(roomId, []);
    return {
      time: { ...time, pass: async () => {} },
      creator: creatorRoom,
      member: await member.openRoom(roomId, []),
      serviceUrl: `${stack.origin}/livekit/jwt`,
      maxDelayMs: 24 * 3_600_000,
      tearDown: async () => scope.end(),
    };
  },
});

describe("account and session on a real homeserver", () => {
  it("[MA4] registers an account with a display name, and logs in to it again", async () => {
    const credentials = {
      username: `contract-${crypto.randomUUID().slice(0, 8)}`,
      password: crypto.randomUUID(),
    };
    const session = await accounts.register({ ...credentials, displayName: "Ann" });
    const again = await accounts.login(credentials);
    expect(again.userId).toBe(session.userId);
    expect(again.deviceId).not.toBe(session.deviceId);
    const port = createMatrixSession(testScope(), { session: again, http, clock });
    await until(time, "the name is known", () => port.displayName$.value === "Ann");
  });

  it("[MA5] tells taken and impossible names and a wrong password apart", async () => {
    const { userId } = await register("Ann");
    const username = userId.slice(1, userId.indexOf(":"));
    const password = crypto.randomUUID();
    await expect(accounts.register({ username, password })).rejects.toMatchObject({
      reason: "username-taken",
    });
    await expect(accounts.register({ username: "Ann Ä!", password })).rejects.toMatchObject({
      reason: "username-invalid",
    });
    await expect(accounts.login({ username, password })).rejects.toMatchObject({
      reason: "wrong-credentials",
    });
  });

  it("[MO1] lets a newcomer enter a room by its id", async () => {
    const scope = testScope();
    const host = createMatrixSession(scope, { session: await register("Host"), http, clock });
    const { roomId } = await host.createCallRoom("Monday");
    const session = await register("Visitor");
    const visitor = createMatrixSession(scope, { session, http, clock });
    const room = await visitor.openRoom(roomId, [stack.serverName]);
    expect(room.state$("m.room.member").value.get(session.userId)?.content).toMatchObject({
      membership: "join",
      displayname: "Visitor",
    });
  });

  it("[MS3] is signed out when the session ends elsewhere", async () => {
    const session = await register("Ann");
    const port = createMatrixSession(testScope(), { session, http, clock });
    await until(time, "it is online", () => port.rooms$.value !== undefined);
    await accounts.logout(session);
    await until(time, "it is signed out", () => port.state$.value === "signed-out");
    expect(port.state$.value).toBe("signed-out");
  });

  it("[MS5] lists calls with their names, and drops the ones that were left", async () => {
    const port = createMatrixSession(testScope(), { session: await register("Ann"), http, clock });
    const { roomId } = await port.createCallRoom("Monday");
    const listed = await until(time, "the call is listed", () =>
      port.rooms$.value?.find((room) => room.roomId === roomId && room.name !== ""),
    );
    expect(listed).toMatchObject({ name: "Monday", participantCount: 0 });
    await port.leaveRoom(roomId);
    await until(time, "it is gone", () => port.rooms$.value?.length === 0);
    expect(port.rooms$.value).toEqual([]);
  });

  it("[MO1] answers 403 or 404 for a room that is not there", async () => {
    const port = createMatrixSession(testScope(), { session: await register("Ann"), http, clock });
    await expect(port.openRoom("!nowhere", [])).rejects.toMatchObject({ status: 404 });
    const nobodysRoom = `!${"A".repeat(43)}`;
    await expect(port.openRoom(nobodysRoom, [])).rejects.toMatchObject({ status: 404 });
  });

  it("[MS8] can end while it still starts", async () => {
    const scope = createScope();
    const session = await register("Ann");
    const port = createMatrixSession(scope, { session, http, clock });
    scope.end();
    await accounts.logout(session);
    expect(port.state$.value).toBe("connecting");
  });
});
