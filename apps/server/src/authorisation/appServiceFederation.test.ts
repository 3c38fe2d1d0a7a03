import { describe, expect, it } from "vitest";
import {
  alice,
  answering,
  asAlice,
  bob,
  claimsOf,
  federation,
  fromOther,
  olderRequest,
  post,
  request,
  roomName,
  stable,
  stableFederation,
  startAppService as start,
  unstable,
} from "../testing/appServiceUnderTest.ts";
import { createRoomPath } from "../testing/fakeSfu.ts";
import { testSecrets } from "../testing/serverUnderTest.ts";

const proxyPath = "/_matrix/client/unstable/io.element.msc4512/appservice/fed_proxy";

describe("tokens of another homeserver's SFU", () => {
  const foreign = { ...request, url: "wss://sfu.other.test", server_name: "other.test" };
  const relayed = (status: number, content: unknown) =>
    answering(proxyPath, () => ({ body: { status, content } }));

  it.each([
    [unstable, federation, foreign, { member_id: "memberABC" }],
    [
      stable,
      stableFederation,
      { ...olderRequest, ...foreign, member_id: "" },
      { member: olderRequest.member },
    ],
  ])("[SB7] are asked for in the form of the request (%s)", async (url, path, body, member) => {
    const server = await start();
    server.homeserver.override = relayed(200, { jwt: "jwt-of-other" });
    const answer = await post(server, `${url}/get_token`, asAlice, body);
    expect([answer.statusCode, answer.json()]).toEqual([200, { jwt: "jwt-of-other" }]);
    const [asked] = server.homeserver.asked(proxyPath);
    expect(asked?.headers.authorization).toBe(`Bearer ${testSecrets.asToken}`);
    expect(JSON.parse(asked?.body ?? "")).toEqual({
      destination: "other.test",
      method: "POST",
      path: `${path}/get_token`,
      body: {
        user_id: alice,
        url: "wss://sfu.other.test",
        room_id: "!room:example.com",
        slot_id: "m.call#ROOM",
        ...member,
      },
    });
    expect(server.sfu.requests).toEqual([]);
  });

  it.each([
    [403, { errcode: "M_FORBIDDEN" }, 403, "M_FORBIDDEN"],
    [400, { errcode: "M_INVALID_PARAM" }, 400, "M_INVALID_PARAM"],
    [403, { errcode: "M_UNKNOWN" }, 502, "M_UNKNOWN"],
    [400, { errcode: "M_BAD_JSON" }, 502, "M_UNKNOWN"],
    [404, null, 502, "M_UNKNOWN"],
    [500, { errcode: "M_FORBIDDEN" }, 502, "M_UNKNOWN"],
    [200, { jwt: "" }, 502, "M_UNKNOWN"],
    [200, "jwt", 502, "M_UNKNOWN"],
  ])("[SB7] %d %j of the other is a %d %s", async (status, content, answered, errcode) => {
    const server = await start();
    server.homeserver.override = relayed(status, content);
    const answer = await post(server, `${unstable}/get_token`, asAlice, foreign);
    expect([answer.statusCode, answer.json()]).toEqual([
      answered,
      { errcode, error: expect.any(String) },
    ]);
  });

  it("[SB7] are missing while our homeserver reaches nobody", async () => {
    const server = await start();
    const error = { errcode: "IO.ELEMENT.MSC4512.M_FEDPROXY_CONNECTION_FAILED" };
    server.homeserver.override = answering(proxyPath, () => ({ status: 502, body: error }));
    const answer = await post(server, `${unstable}/get_token`, asAlice, foreign);
    expect([answer.statusCode, answer.json()]).toMatchObject([502, { errcode: "M_UNKNOWN" }]);
  });

  it("[SB6] need user and server in the room, and a server name", async () => {
    const server = await start();
    for (const [body, status, errcode] of [
      [{ ...foreign, room_id: "!other" }, 403, "M_FORBIDDEN"],
      [{ ...foreign, server_name: "third.test" }, 403, "M_FORBIDDEN"],
    ] as const) {
      const answer = await post(server, `${unstable}/get_token`, asAlice, body);
      expect([answer.statusCode, answer.json()]).toMatchObject([status, { errcode }]);
    }
    server.homeserver.rooms.create("!odd", [alice, "@bob:../admin"]);
    const odd = { ...foreign, room_id: "!odd", server_name: "../admin" };
    const answer = await post(server, `${unstable}/get_token`, asAlice, odd);
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { errcode: "M_INVALID_PARAM" }]);
    expect(server.homeserver.asked(proxyPath)).toEqual([]);
  });
});

describe("tokens for users of other homeservers", () => {
  it.each([`${federation}/get_token`, `${stableFederation}/get_token`])(
    "[SB8] let them listen in a room that is made when it is missing (%s)",
    async (url) => {
      const server = await start();
      const claims = claimsOf(await post(server, url, fromOther, { ...request, user_id: bob }));
      expect(claims["video"]).toMatchObject({
        room: roomName,
        canPublish: false,
        canPublishData: false,
        canSubscribe: true,
      });
      expect(server.sfu.asked(createRoomPath)).toHaveLength(1);
    },
  );

  it("[SB8] let them publish when the policy says so", async () => {
    const server = await start({ config: { tokens: { restrictedPublish: "always" } } });
    const body = { ...request, user_id: bob };
    const claims = claimsOf(await post(server, `${federation}/get_token`, fromOther, body));
    expect(claims["video"]).toMatchObject({ canPublish: true });
  });

  it.each<[object, number, string, string]>([
    [{ user_id: alice }, 403, "M_FORBIDDEN", "The user_id does not belong to the origin server"],
    [
      { user_id: "@bob:other.test:8448" },
      403,
      "M_FORBIDDEN",
      "The user_id does not belong to the origin server",
    ],
    [
      { user_id: "@carol:other.test" },
      403,
      "M_FORBIDDEN",
      "The requesting user is not a member of the room",
    ],
    [
      { user_id: bob, room_id: "!other" },
      403,
      "M_FORBIDDEN",
      "This server is not joined to the room",
    ],
    [
      { user_id: bob, url: "wss://other.test" },
      400,
      "M_INVALID_PARAM",
      "The request `url` does not match this service's LiveKit URL",
    ],
    [{}, 400, "M_BAD_JSON", "The request body is missing `user_id`"],
  ])("[SB8] %j is refused with %d %s", async (change, status, errcode, error) => {
    const server = await start();
    const body = { ...request, ...change };
    const answer = await post(server, `${federation}/get_token`, fromOther, body);
    expect([answer.statusCode, answer.json()]).toMatchObject([status, { errcode, error }]);
    expect(server.sfu.requests).toEqual([]);
  });
});
