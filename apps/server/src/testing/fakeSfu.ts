import { type FakeAnswer, type FakeHttp, type RecordedRequest, startFakeHttp } from "./fakeHttp.ts";

export const createRoomPath = "/twirp/livekit.RoomService/CreateRoom";

export interface FakeSfu extends FakeHttp {
  /** Answers of the test's own, tried first. */
  override: (request: RecordedRequest) => FakeAnswer | Promise<FakeAnswer> | undefined;
}

/** As much of LiveKit's room service (Twirp over JSON) as this server talks to. */
export async function startFakeSfu(): Promise<FakeSfu> {
  const http = await startFakeHttp((request) => {
    const own = fake.override(request);
    if (own !== undefined) return own;
    if (request.path === createRoomPath) return { body: { sid: "RM_1", name: "room" } };
    if (request.path === "/twirp/livekit.RoomService/ListRooms") return { body: { rooms: [] } };
    return { status: 404, headers: { "content-type": "text/plain" }, body: "not found" };
  });
  const fake: FakeSfu = { ...http, override: () => undefined };
  return fake;
}
