import type { LightMyRequestResponse } from "fastify";
import { decodeJwt, type JWTPayload } from "jose";
import { expect } from "vitest";
import type { FakeAnswer, RecordedRequest } from "./fakeHttp.ts";
import { serverUnderTest, type ServerUnderTest, testSecrets } from "./serverUnderTest.ts";

/** Where our homeserver passes requests on to its application service (MSC4195, MSC4512). */
export const unstable = "/_matrix/client/unstable/io.element.msc4195/rtc/livekit";
export const stable = "/_matrix/client/v1/rtc/livekit";
export const federation = "/_matrix/federation/unstable/io.element.msc4195/rtc/livekit";
export const stableFederation = "/_matrix/federation/v1/rtc/livekit";

export const alice = "@alice:example.com";
export const bob = "@bob:other.test";
/** In the newest form, for a room in which both are. */
export const request = {
  url: "wss://confab.test/livekit/sfu",
  room_id: "!room:example.com",
  slot_id: "m.call#ROOM",
  member_id: "memberABC",
};
/** The same by a client that says its device. */
export const olderRequest = {
  ...request,
  member_id: undefined,
  member: { id: "memberABC", claimed_device_id: "DEVICE123" },
};
/** Of the room and slot in the requests, at the SFU. */
export const roomName = "krj2dgxw2K6EOm9he4GfQJ6JsSVWfJ8a7BkyjZcSmxs";

/** Headers that our homeserver sets. */
export const asAlice = { "x-matrix-user-identifier": alice };
export const fromOther = { "x-matrix-origin": "other.test" };

/** The server as its homeserver's application service, with a listener for it. */
export async function startAppService(
  options: Parameters<typeof serverUnderTest>[0] = {},
): Promise<ServerUnderTest> {
  const server = await serverUnderTest({
    ...options,
    config: { internalBind: { host: "127.0.0.1", port: 1 }, ...options.config },
  });
  server.homeserver.rooms.create(request.room_id, [alice, bob]);
  return server;
}

/** A request of our homeserver. */
export function post(
  { internal, app }: ServerUnderTest,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: unknown = request,
): Promise<LightMyRequestResponse> {
  return (internal ?? app).inject({
    method: "POST",
    url,
    headers: { authorization: `Bearer ${testSecrets.hsToken}`, ...headers },
    payload: typeof body === "string" ? body : JSON.stringify(body),
  });
}

/** The claims of a token, which is all that the answer has. */
export function claimsOf(answer: LightMyRequestResponse): JWTPayload {
  expect(answer.json()).toEqual({ jwt: expect.any(String) });
  return decodeJwt(answer.json<{ jwt: string }>().jwt);
}

/** An answer of the homeserver's to one kind of request, before its own. */
export function answering(
  path: string,
  answer: (request: RecordedRequest) => FakeAnswer,
): (request: RecordedRequest) => FakeAnswer | undefined {
  return (asked) => (asked.path.startsWith(path) ? answer(asked) : undefined);
}
