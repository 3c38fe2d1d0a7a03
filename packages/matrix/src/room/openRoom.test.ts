import { createFakeHttpClient } from "@confab/testing";
import { describe, expect, it } from "vitest";
import { createClientServerApi } from "../clientServer/clientServerApi.ts";
import { readOrJoin } from "./openRoom.ts";

const userId = "@ann:hs";
// Room ids of version 12 have no server in them.
const roomId = "!4fT2";
const base = "https://hs.example/_matrix/client/v3";
const stateUrl = `${base}/rooms/!4fT2/state`;
const joinUrl = `${base}/join/!4fT2?via=one.example&server_name=one.example&via=two.example%3A8448&server_name=two.example%3A8448`;
const forbidden = { status: 403, body: { errcode: "M_FORBIDDEN" } };

const stateWith = (membership: string) => ({
  status: 200,
  body: [
    {
      type: "m.room.member",
      state_key: userId,
      sender: userId,
      event_id: "$1",
      origin_server_ts: 1,
      content: { membership },
    },
  ],
});

function setUp() {
  const http = createFakeHttpClient();
  const api = createClientServerApi({
    http,
    homeserverUrl: "https://hs.example",
    accessToken: "secret",
    onOutcome: () => {},
  });
  const via = ["one.example", "two.example:8448"];
  return { http, open: () => readOrJoin(api, { roomId, userId, via }) };
}

describe("opening a room", () => {
  it("[MO1] takes one request for a member", async () => {
    const { http, open } = setUp();
    http.route("GET", stateUrl, () => stateWith("join"));
    expect(await open()).toMatchObject([{ type: "m.room.member", stateKey: userId }]);
    expect(http.requests).toHaveLength(1);
  });

  it("[MO1] joins a newcomer through the servers given, then reads", async () => {
    const { http, open } = setUp();
    let joined = false;
    http.route("GET", stateUrl, () => (joined ? stateWith("join") : forbidden));
    http.route("POST", joinUrl, () => {
      joined = true;
      return { status: 200, body: { room_id: roomId } };
    });
    expect(await open()).toHaveLength(1);
    expect(http.requests.map(({ method }) => method)).toEqual(["GET", "POST", "GET"]);
  });

  it.each(["leave", "ban", "invite", "knock"])("[MO2] joins after a %s", async (membership) => {
    const { http, open } = setUp();
    let joined = false;
    http.route("GET", stateUrl, () => stateWith(joined ? "join" : membership));
    http.route("POST", joinUrl, () => {
      joined = true;
      return { status: 200, body: {} };
    });
    await open();
    expect(joined).toBe(true);
  });

  it("[MO1] passes on that the room does not let us in", async () => {
    const { http, open } = setUp();
    http.route("GET", stateUrl, () => forbidden);
    http.route("POST", joinUrl, () => forbidden);
    await expect(open()).rejects.toMatchObject({ status: 403, errcode: "M_FORBIDDEN" });
  });

  it("[MO1] takes a name that cannot be a room's for a room that is not there", async () => {
    const { http, open } = setUp();
    http.route("GET", stateUrl, () => ({ status: 400, body: { errcode: "M_INVALID_PARAM" } }));
    await expect(open()).rejects.toMatchObject({ status: 404, errcode: "M_INVALID_PARAM" });
  });

  it("[MO1] does not join because the homeserver is busy", async () => {
    const { http, open } = setUp();
    http.route("GET", stateUrl, () => ({ status: 500, body: { errcode: "M_UNKNOWN" } }));
    await expect(open()).rejects.toMatchObject({ status: 500 });
    expect(http.requests).toHaveLength(1);
  });
});
