import { parseCallPage } from "@confab/protocol";
import { describe, expect, it } from "vitest";
import {
  alice,
  bob,
  carol,
  recordsApiUnderTest,
  roomId,
  roomPath,
} from "../testing/recordsApiUnderTest.ts";

const calls = `${roomPath}/calls`;

describe("GET /api/v1/rooms/{roomId}/calls", () => {
  it("[SR12] gives members the records, from the SFU's own events", async () => {
    const server = await recordsApiUnderTest();
    await server.call([alice, bob], { tracks: true });
    const answer = await server.ask(bob, "GET", calls);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["cache-control"]).toBe("no-store");
    const page = parseCallPage(answer.json());
    expect(page).toEqual({
      calls: [
        expect.objectContaining({
          roomId,
          kind: "video",
          status: "ended",
          participations: [
            expect.objectContaining({ userId: alice, deviceId: "DEVICE", leaveReason: "left" }),
            expect.objectContaining({ userId: bob, deviceId: "DEVICE", leaveReason: "left" }),
          ],
        }),
      ],
    });
  });

  it("[SR12] answers 403 to others, and 502 when the homeserver does not say", async () => {
    const server = await recordsApiUnderTest();
    await server.call([alice]);
    const stranger = await server.ask(carol, "GET", calls);
    expect(stranger.statusCode).toBe(403);
    expect(stranger.json()).toMatchObject({ errcode: "M_FORBIDDEN" });
    server.homeserver.override = ({ path }) =>
      path.includes("/rooms/") ? { status: 500, body: {} } : undefined;
    const unknown = await server.ask(bob, "GET", calls);
    expect(unknown.statusCode).toBe(502);
    expect(unknown.json()).toMatchObject({ errcode: "M_UNKNOWN" });
  });

  it("[SR13] goes on where the page before ended", async () => {
    const server = await recordsApiUnderTest();
    for (let count = 0; count < 3; count += 1) await server.call([alice]);
    const all = parseCallPage((await server.ask(bob, "GET", calls)).json());
    const first = parseCallPage((await server.ask(bob, "GET", `${calls}?limit=2`)).json());
    const cursor = first?.nextCursor ?? "";
    const second = parseCallPage(
      (await server.ask(bob, "GET", `${calls}?limit=2&cursor=${cursor}`)).json(),
    );
    expect([...(first?.calls ?? []), ...(second?.calls ?? [])]).toEqual(all?.calls);
    expect(first?.calls).toHaveLength(2);
    expect(second?.nextCursor).toBeUndefined();
  });

  it.each([
    ["limit=0", "limit"],
    ["limit=101", "limit"],
    ["limit=5&limit=6", "limit"],
    ["from=yesterday", "from"],
    ["cursor=abc", "cursor"],
    ["kind=audio", "kind"],
    ["participant=bob", "participant"],
    ["participent=@bob:hs", "participent"],
  ])("[SR13] refuses ?%s and names the parameter", async (query, name) => {
    const server = await recordsApiUnderTest();
    const answer = await server.ask(bob, "GET", `${calls}?${query}`);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({
      errcode: "M_INVALID_PARAM",
      error: `The query parameter \`${name}\` is not understood`,
    });
  });

  it.each(["no-room", "!", "!a%00b", `!${"a".repeat(255)}`, "!%0A"])(
    "[SE4] refuses the room %s",
    async (room) => {
      const server = await recordsApiUnderTest();
      const answer = await server.ask(bob, "GET", `/rooms/${room}/calls`);
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({ errcode: "M_INVALID_PARAM" });
    },
  );
});

describe("the table of calls", () => {
  it("[SR14] has a line for each connection and each person who was not there", async () => {
    const server = await recordsApiUnderTest();
    await server.ask(alice, "POST", `${roomPath}/rings`, { body: { room: true } });
    await server.call([alice]);
    for (const options of [{ headers: { accept: "text/csv" } }, {}]) {
      const path = "headers" in options ? calls : `${calls}?format=csv`;
      const answer = await server.ask(bob, "GET", path, options);
      expect(answer.headers["content-type"]).toBe("text/csv; charset=utf-8; header=present");
      const [header, ...lines] = answer.body.split("\r\n");
      expect(header).toBe(
        "callId,roomId,slotId,kind,status,startedAt,endedAt,durationSeconds," +
          "userId,deviceId,outcome,joinedAt,leftAt,leaveReason",
      );
      expect(lines).toEqual([
        expect.stringMatching(
          /^[0-9a-f]{32},!room\/with\?odd%characters,m\.call#ROOM,voice,missed,[^,]+Z,[^,]+Z,\d+,'@alice:example\.com,DEVICE,joined,[^,]+Z,[^,]+Z,left$/,
        ),
        expect.stringMatching(/,'@bob:example\.com,,missed,,,$/),
        "",
      ]);
    }
  });

  it("[SR14] has all calls, not pages of them", async () => {
    const server = await recordsApiUnderTest();
    await server.call([alice]);
    const refused = await server.ask(bob, "GET", `${calls}?format=csv&limit=5`);
    expect(refused.statusCode).toBe(400);
  });
});

describe("GET /api/v1/me/calls", () => {
  it("[SR12] has one's own calls, those that one missed too", async () => {
    const server = await recordsApiUnderTest();
    await server.ask(alice, "POST", `${roomPath}/rings`, { body: { users: [bob] } });
    await server.call([alice]);
    for (const userId of [alice, bob]) {
      const page = parseCallPage((await server.ask(userId, "GET", "/me/calls")).json());
      expect(page?.calls).toMatchObject([{ status: "missed" }]);
      const csv = await server.ask(userId, "GET", "/me/calls?format=csv");
      expect(csv.body.split("\r\n")).toHaveLength(4);
    }
    const missed = (await server.ask(alice, "GET", "/me/calls?outcome=missed")).json();
    expect(missed).toEqual({ calls: [] });
    expect((await server.ask(carol, "GET", "/me/calls")).json()).toEqual({ calls: [] });
  });

  it("[SR12] says what it leaves out because the homeserver does not say", async () => {
    const server = await recordsApiUnderTest();
    await server.ask(alice, "POST", `${roomPath}/rings`, { body: { users: [bob] } });
    await server.call([alice]);
    server.homeserver.override = ({ path }) =>
      path.includes("/rooms/") ? { status: 500, body: {} } : undefined;
    const answer = await server.ask(bob, "GET", "/me/calls");
    expect(answer.json()).toEqual({ calls: [], incomplete: true });
    expect((await server.ask(bob, "GET", "/me/calls?format=csv")).statusCode).toBe(502);
  });
});

describe("DELETE …/calls", () => {
  it("[SR15] is for who may redact, and not for a call that goes on", async () => {
    const server = await recordsApiUnderTest();
    await server.call([alice]);
    await server.call([alice]);
    await server.call([alice, bob], { over: false });
    const ids = async () =>
      parseCallPage((await server.ask(bob, "GET", calls)).json())?.calls.map((one) => one.callId);
    const [ongoing, newer, older] = (await ids()) ?? [];
    const refused = await server.ask(bob, "DELETE", `${calls}/${older}`);
    expect(refused.statusCode).toBe(403);
    expect(refused.json()).toEqual({
      errcode: "M_FORBIDDEN",
      error: "This needs power level 50 in the room; yours is 0",
    });
    expect((await server.ask(carol, "DELETE", `${calls}/${older}`)).statusCode).toBe(403);
    expect((await server.ask(bob, "DELETE", calls)).statusCode).toBe(403);
    expect((await server.ask(alice, "DELETE", `${calls}/${older}`)).statusCode).toBe(204);
    expect((await server.ask(alice, "DELETE", `${calls}/${older}`)).statusCode).toBe(404);
    const busy = await server.ask(alice, "DELETE", `${calls}/${ongoing}`);
    expect(busy.statusCode).toBe(409);
    expect(busy.json()).toMatchObject({ errcode: "CONFAB_CALL_ONGOING" });
    expect(await ids()).toEqual([ongoing, newer]);
    expect((await server.ask(alice, "DELETE", calls)).json()).toEqual({ deleted: 1 });
    expect(await ids()).toEqual([ongoing]);
  });

  it("[SR15] answers 502 when the homeserver does not say who may", async () => {
    const server = await recordsApiUnderTest();
    await server.call([alice]);
    server.homeserver.override = ({ path }) =>
      path.includes("/state") ? { status: 500, body: {} } : undefined;
    expect((await server.ask(alice, "DELETE", calls)).statusCode).toBe(502);
  });
});

describe("without records", () => {
  it("[SR18] nothing is kept, and the API is not there", async () => {
    const server = await recordsApiUnderTest({
      config: { records: { enabled: false }, metricsBind: { host: "127.0.0.1", port: 1 } },
    });
    await server.call([alice, bob]);
    for (const path of [calls, "/me/calls"]) {
      const answer = await server.ask(bob, "GET", path);
      expect(answer.statusCode).toBe(404);
      expect(answer.headers["access-control-allow-origin"]).toBe("*");
    }
    const ring = await server.ask(bob, "POST", `${roomPath}/rings`, { body: { room: true } });
    expect(ring.statusCode).toBe(404);
  });
});
