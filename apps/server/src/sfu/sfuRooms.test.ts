import { decodeJwt, jwtVerify } from "jose";
import { describe, expect, it, onTestFinished } from "vitest";
import { createJsonClient } from "../http/jsonClient.ts";
import { startFakeSfu } from "../testing/fakeSfu.ts";
import { createManualClock } from "../testing/manualClock.ts";
import { createAccessTokenSigner } from "./accessToken.ts";
import { createLivekitRooms } from "./sfuRooms.ts";

const apiSecret = "secret-of-at-least-thirty-two-characters";

async function setUp() {
  const sfu = await startFakeSfu({ apiSecret });
  const client = createJsonClient(`${sfu.url}/`);
  onTestFinished(() => client.close());
  const clock = createManualClock();
  const rooms = createLivekitRooms(
    client,
    createAccessTokenSigner({ apiKey: "key", apiSecret }, clock),
  );
  return { sfu, rooms, clock };
}

describe("createLivekitRooms", () => {
  it("[SF1] makes a room that ends when nobody comes", async () => {
    const { sfu, rooms } = await setUp();
    await rooms.create("a/b+c=");
    expect(sfu.requests.map(({ path, body }) => [path, JSON.parse(body)])).toEqual([
      [
        "/twirp/livekit.RoomService/CreateRoom",
        { name: "a/b+c=", emptyTimeout: 300, departureTimeout: 20 },
      ],
    ]);
    expect(await rooms.list(["a/b+c=", "other"])).toEqual([
      { name: "a/b+c=", sid: expect.any(String), createdAt: expect.any(Number) },
    ]);
    expect(await rooms.list()).toHaveLength(1);
  });

  it("[SF2] shows with each call a key of the moment for what the call needs, and no more", async () => {
    const { sfu, rooms, clock } = await setUp();
    await rooms.create("room");
    await rooms.list();
    await rooms.participants("room");
    await rooms.participant("room", "alice");
    await rooms.remove("room", "alice");
    await rooms.mute("room", "alice", "TR");
    await rooms.end("room");
    const tokens = sfu.requests.map(({ headers }) => String(headers.authorization).slice(7));
    const inRoom = { roomAdmin: true, room: "room" };
    expect(tokens.map((token) => decodeJwt(token)["video"])).toEqual([
      { roomCreate: true },
      { roomList: true },
      ...Array.from({ length: 4 }, () => inRoom),
      { roomCreate: true },
    ]);
    const { payload } = await jwtVerify(tokens[0] ?? "", new TextEncoder().encode(apiSecret), {
      issuer: "key",
      currentDate: new Date(clock.now()),
    });
    expect((payload.exp ?? 0) - (payload.nbf ?? 0)).toBe(60);
  });

  it("[SF3] tells who is there, since when and with which media", async () => {
    const { sfu, rooms } = await setUp();
    const { sid, joinedAtMs } = sfu.join("room", "alice", ["CAMERA", "SCREEN_SHARE_AUDIO"]);
    const alice = {
      identity: "alice",
      sid,
      joinedAt: joinedAtMs,
      tracks: [
        { sid: expect.any(String), source: "camera", muted: false },
        { sid: expect.any(String), source: "screen-audio", muted: false },
      ],
    };
    expect(await rooms.participants("room")).toEqual([alice]);
    expect(await rooms.participant("room", "alice")).toEqual(alice);
    expect(await rooms.mute("room", "alice", "no such track")).toBe(false);
  });

  it("[SF4] takes it for an answer that something is not there", async () => {
    const { rooms } = await setUp();
    expect(await rooms.participants("none")).toEqual([]);
    expect(await rooms.participant("none", "nobody")).toBeUndefined();
    expect(await rooms.remove("none", "nobody")).toBe(false);
    expect(await rooms.end("none")).toBe(false);
  });

  it("[SF4] rejects for any other refusal, with its code, and for what is no answer", async () => {
    const { sfu, rooms } = await setUp();
    sfu.override = () => ({
      status: 401,
      body: { code: "unauthenticated", msg: "permissions denied" },
    });
    await expect(rooms.participant("room", "alice")).rejects.toMatchObject({
      status: 401,
      code: "unauthenticated",
      message: "GetParticipant: unauthenticated permissions denied",
    });
    sfu.override = () => ({ status: 404, body: "page not found" });
    await expect(rooms.remove("room", "alice")).rejects.toMatchObject({ status: 404, code: "" });
    sfu.override = () => ({ body: { rooms: "none" } });
    await expect(rooms.list()).rejects.toThrow("not understood");
    await sfu.close();
    await expect(rooms.probe()).rejects.toThrow("does not answer");
  });
});
