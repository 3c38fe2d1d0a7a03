import { legacySlotId, sfuRoomName } from "@confab/protocol";
import { expect } from "vitest";
import { type ServerUnderTest, serverUnderTest } from "./serverUnderTest.ts";

export const [alice, bob, carol] = ["@alice:example.com", "@bob:example.com", "@carol:example.com"];
export const roomId = "!room/with?odd%characters";
export const roomPath = `/rooms/${encodeURIComponent(roomId)}`;
const callName = sfuRoomName(roomId, legacySlotId);

/** The whole server, asked over HTTP, with calls of which the SFU tells by webhook. Alice may redact in the room. */
export async function recordsApiUnderTest(config: Parameters<typeof serverUnderTest>[0] = {}) {
  const server = await serverUnderTest(config);
  server.homeserver.rooms.create(roomId, [alice, bob], {
    powerLevels: { users: { [alice]: 100 } },
    version: "11",
  });
  return {
    ...server,
    ask: (
      userId: string,
      method: "GET" | "POST" | "DELETE",
      path: string,
      options: AskOptions = {},
    ) => ask(server, userId, method, path, options),
    /** A call with these people, who all leave again unless told otherwise. */
    async call(people: readonly string[], { over = true, tracks = false } = {}) {
      const room = { name: callName, sid: `RM_${Math.random()}` };
      for (const userId of people) await getToken(server, userId);
      const now = Date.now();
      const participants = people.map((userId) => ({
        sid: `PA_${userId}_${room.sid}`,
        identity: `${userId}:DEVICE`,
        joinedAtMs: String(now - 60_000),
      }));
      for (const participant of participants) {
        await tell(server, { event: "participant_joined", room, participant });
        if (!tracks) continue;
        const track = { sid: "TR", source: "CAMERA" };
        await tell(server, { event: "track_published", room, participant, track });
      }
      if (!over) return;
      for (const participant of participants) {
        const left = { ...participant, disconnectReason: "CLIENT_INITIATED" };
        await tell(server, { event: "participant_left", room, participant: left });
      }
      await tell(server, { event: "room_finished", room });
    },
  };
}

interface AskOptions {
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

function ask(
  { app, homeserver }: ServerUnderTest,
  userId: string,
  method: "GET" | "POST" | "DELETE",
  path: string,
  { body, headers }: AskOptions,
) {
  homeserver.openIdTokens.set(`openid-of-${userId}`, userId);
  return app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer openid-of-${userId}`, ...headers },
    ...(body === undefined ? {} : { payload: body }),
  });
}

async function getToken({ app, homeserver }: ServerUnderTest, userId: string): Promise<void> {
  homeserver.openIdTokens.set(`openid-of-${userId}`, userId);
  const answer = await app.inject({
    method: "POST",
    url: "/livekit/jwt/sfu/get",
    payload: {
      room: roomId,
      device_id: "DEVICE",
      openid_token: { access_token: `openid-of-${userId}`, matrix_server_name: "example.com" },
    },
  });
  expect(answer.statusCode).toBe(200);
}

async function tell({ app, sfu }: ServerUnderTest, event: object): Promise<void> {
  const { body, headers } = await sfu.webhook(event);
  const answer = await app.inject({
    method: "POST",
    url: "/livekit/jwt/sfu_webhook",
    payload: body,
    headers,
  });
  expect(answer.statusCode).toBe(200);
}
