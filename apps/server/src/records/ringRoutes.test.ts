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
import { testSecrets } from "../testing/serverUnderTest.ts";

const calls = `${roomPath}/calls`;

describe("rings", () => {
  it("[SR9] are told by members, for members, and declined by who was rung", async () => {
    const server = await recordsApiUnderTest();
    const path = `${roomPath}/rings`;
    expect((await server.ask(carol, "POST", path, { body: { room: true } })).statusCode).toBe(403);
    const nobody = await server.ask(alice, "POST", path, { body: { users: [carol, alice] } });
    expect(nobody.statusCode).toBe(400);
    const rung = await server.ask(alice, "POST", path, { body: { users: [bob, carol] } });
    expect(rung.statusCode).toBe(201);
    const { ringId } = rung.json<{ ringId: string }>();
    await server.call([alice], { over: false });
    const decline = `${path}/${ringId}/decline`;
    expect((await server.ask(alice, "POST", decline)).statusCode).toBe(404);
    expect((await server.ask(carol, "POST", decline)).statusCode).toBe(403);
    expect((await server.ask(bob, "POST", decline)).statusCode).toBe(204);
    expect((await server.ask(bob, "POST", decline)).statusCode).toBe(204);
    const page = parseCallPage((await server.ask(bob, "GET", calls)).json());
    expect(page?.calls[0]?.rings).toMatchObject([
      { ringId, sender: alice, people: [{ userId: bob, outcome: "declined" }] },
    ]);
  });

  it("[SR9] of one Matrix event are one, which can be declined by the event's id", async () => {
    const server = await recordsApiUnderTest();
    const path = `${roomPath}/rings`;
    const body = { room: true, notificationEventId: "$event/with+odd" };
    const ids = await Promise.all(
      [1, 2].map(async () => (await server.ask(alice, "POST", path, { body })).json()),
    );
    expect(ids[0]).toEqual(ids[1]);
    const decline = `${path}/${encodeURIComponent(body.notificationEventId)}/decline`;
    expect((await server.ask(bob, "POST", decline)).statusCode).toBe(204);
  });

  it("[SR9] are heard of the homeserver too", async () => {
    const server = await recordsApiUnderTest({
      config: { internalBind: { host: "127.0.0.1", port: 1 } },
    });
    await server.call([alice], { over: false });
    const event = {
      room_id: roomId,
      type: "org.matrix.msc4075.rtc.notification",
      sender: alice,
      event_id: "$ring",
      origin_server_ts: Date.now(),
      content: { notification_type: "ring", "m.mentions": { room: true }, lifetime: 60_000 },
    };
    const pushed = await server.internal?.inject({
      method: "PUT",
      url: "/_matrix/app/v1/transactions/1",
      headers: { authorization: `Bearer ${testSecrets.hsToken}` },
      payload: { events: [event] },
    });
    expect(pushed?.statusCode).toBe(200);
    const page = parseCallPage((await server.ask(bob, "GET", calls)).json());
    expect(page?.calls[0]?.rings).toMatchObject([
      { sender: alice, people: [{ userId: bob, outcome: "ringing" }] },
    ]);
  });

  it.each([{}, { users: [] }, { room: true, users: [bob] }, { room: true, lifetimeMs: 120_001 }])(
    "[SR9] are refused as %j",
    async (body) => {
      const server = await recordsApiUnderTest();
      const answer = await server.ask(alice, "POST", `${roomPath}/rings`, { body });
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({ errcode: "M_BAD_JSON" });
    },
  );
});
