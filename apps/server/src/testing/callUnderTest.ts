import { legacyIdentity, sfuRoomName } from "@confab/protocol";
import type { InjectOptions } from "fastify";
import { expect } from "vitest";
import { readDescribedApi } from "./describedApi.ts";
import { type ServerUnderTest, serverUnderTest } from "./serverUnderTest.ts";

type Sources = NonNullable<Parameters<ServerUnderTest["sfu"]["join"]>[2]>;

interface Answer {
  readonly status: number;
  /** Undefined when there is none. */
  readonly body: unknown;
}

/** A room with people in it, and calls in that room. */
export interface CallUnderTest extends ServerUnderTest {
  readonly roomId: string;
  /** The SFU's name of the room's call. */
  readonly callName: string;
  /** Asks our own API as that user; the answer must be as described. `path` is below the room. */
  api(
    userId: string,
    method: "GET" | "POST" | "PUT" | "DELETE",
    path: string,
    body?: object,
  ): Promise<Answer>;
  /** Asks for a token as Element Call does. */
  askToken(userId: string, deviceId?: string): Promise<Answer>;
  /** Gets a token and joins at the SFU. Returns the identity there. */
  enter(userId: string, deviceId?: string, sources?: Sources): Promise<string>;
  /** The SFU lets somebody in, as it does with every token, and tells us. False when we throw them out again. */
  comesBack(identity: string): Promise<boolean>;
  /** Identities at the SFU now. */
  present(): readonly string[];
}

/** `people` are joined; their power levels are those of `powerLevels`, in a room of version 11. */
export async function callUnderTest(
  people: readonly string[],
  powerLevels: object,
): Promise<CallUnderTest> {
  const server = await serverUnderTest({
    config: { metricsBind: { host: "127.0.0.1", port: 1 } },
  });
  const described = readDescribedApi();
  const { app, homeserver, sfu } = server;
  const roomId = "!room:example.com";
  const callName = sfuRoomName(roomId, "m.call#ROOM");
  homeserver.rooms.create(roomId, people, { powerLevels, version: "11" });

  const openIdToken = (userId: string) => {
    const token = `openid-of-${userId}`;
    homeserver.openIdTokens.set(token, userId);
    return token;
  };
  const inject = async (options: InjectOptions): Promise<Answer> => {
    const answer = await app.inject(options);
    const body: unknown = answer.body === "" ? undefined : answer.json();
    return { status: answer.statusCode, body };
  };
  const askToken = (userId: string, deviceId = "DEVICE") =>
    inject({
      method: "POST",
      url: "/livekit/jwt/sfu/get",
      payload: {
        room: roomId,
        device_id: deviceId,
        openid_token: {
          access_token: openIdToken(userId),
          token_type: "Bearer",
          matrix_server_name: "example.com",
          expires_in: 3600,
        },
      },
    });

  return {
    ...server,
    roomId,
    callName,
    async api(userId, method, path, body) {
      const url = `/api/v1/rooms/${encodeURIComponent(roomId)}${path}`;
      const answer = await inject({
        method,
        url,
        headers: { authorization: `Bearer ${openIdToken(userId)}` },
        ...(body === undefined ? {} : { payload: body }),
      });
      const operation = described.operation(method, url);
      expect(described.problems(operation, answer.status, answer.body)).toEqual([]);
      return answer;
    },
    askToken,
    async enter(userId, deviceId = "DEVICE", sources = []) {
      expect(await askToken(userId, deviceId)).toMatchObject({ status: 200 });
      const identity = legacyIdentity(userId, deviceId);
      sfu.join(callName, identity, sources);
      return identity;
    },
    async comesBack(identity) {
      const { sid } = sfu.join(callName, identity);
      const room = sfu.rooms.get(callName);
      const webhook = await sfu.webhook({
        event: "participant_joined",
        room: { name: callName, sid: room?.sid },
        participant: { identity, sid },
      });
      const url = "/livekit/jwt/sfu_webhook";
      expect(await inject({ method: "POST", url, ...webhook })).toMatchObject({ status: 200 });
      return room?.participants.has(identity) === true;
    },
    present: () => [...(sfu.rooms.get(callName)?.participants.keys() ?? [])],
  };
}
