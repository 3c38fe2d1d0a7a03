import * as fc from "fast-check";
import Fastify from "fastify";
import { describe, expect, it, onTestFinished } from "vitest";
import { answerErrors } from "../http/answerErrors.ts";
import { testKeys } from "../testing/backendUnderTest.ts";
import {
  ann,
  bob,
  eve,
  identityOf,
  membershipUnderTest,
  roomId,
} from "../testing/membershipUnderTest.ts";

async function setUp(options: Parameters<typeof membershipUnderTest>[0] = {}) {
  const under = await membershipUnderTest(options);
  const app = Fastify();
  answerErrors(app);
  under.membership.internalRoutes(app);
  onTestFinished(() => app.close());
  let transaction = 0;
  const put = async (
    body: string | object,
    { id = String((transaction += 1)), authorization = `Bearer ${testKeys.hsToken}` } = {},
  ) => {
    const answer = await app.inject({
      method: "PUT",
      url: `/_matrix/app/v1/transactions/${encodeURIComponent(id)}`,
      headers: {
        "content-type": "application/json",
        authorization,
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    return { status: answer.statusCode, body: answer.body };
  };
  return { ...under, put };
}

const member = (userId: string, membership: string) => ({
  room_id: roomId,
  type: "m.room.member",
  sender: ann,
  state_key: userId,
  event_id: "$event",
  origin_server_ts: 1,
  content: { membership },
});

describe("PUT /_matrix/app/v1/transactions", () => {
  it.each(["leave", "ban"])("[SM6] takes somebody out of the call upon a %s", async (change) => {
    const { enter, joined, put, present, settle, membership, call } = await setUp();
    for (const user of [ann, bob, eve]) await enter(user);
    for (const user of [bob, eve]) joined.delete(user);
    const events = [member(bob, change), member(eve, change)];
    expect(await put({ events })).toEqual({ status: 200, body: "{}" });
    await settle();
    expect(present()).toEqual([identityOf(ann)]);
    expect(await membership.gate.mayConnect(call.name, identityOf(bob))).toBe(false);
  });

  it("[SM6] leaves who has come back meanwhile", async () => {
    const { enter, put, present, settle } = await setUp();
    await enter(bob);
    await put({ events: [member(bob, "leave"), member(bob, "join")] });
    await settle();
    expect(present()).toHaveLength(1);
  });

  it("[SM6] believes the event when the homeserver does not answer", async () => {
    const { enter, put, present, settle, fakeHomeserver } = await setUp();
    await enter(bob);
    fakeHomeserver.override = () => ({ status: 503 });
    await put({ events: [member(bob, "leave")] });
    await settle();
    expect(present()).toEqual([]);
  });

  it("[SM6] asks nothing about people who are in no call", async () => {
    const { enter, put, settle, fakeHomeserver, fakeSfu } = await setUp();
    await enter(ann);
    await put({ events: [member(bob, "leave"), { ...member(ann, "leave"), room_id: "!other" }] });
    await settle();
    expect(fakeHomeserver.requests).toEqual([]);
    expect(fakeSfu.requests).toEqual([]);
  });

  it("[SM6] lets somebody in who has joined just now, and keeps out who has just left", async () => {
    const { ask, joined, put } = await setUp();
    joined.delete(bob);
    expect(await ask(bob)).toBe("not-joined");
    joined.add(bob);
    await put({ events: [member(bob, "join")] });
    expect(await ask(bob)).toBeUndefined();
    joined.delete(bob);
    await put({ events: [member(bob, "leave")] });
    expect(await ask(bob)).toBe("not-joined");
  });

  it("[SM6] does nothing when membership is not checked", async () => {
    const { enter, put, present, settle } = await setUp({
      config: { membership: { check: "off" } },
    });
    await enter(bob);
    await put({ events: [member(bob, "leave")] });
    await settle();
    expect(present()).toHaveLength(1);
  });

  it("[SM18] hands every event on, in order, and survives who cannot bear one", async () => {
    const { membership, put, logged } = await setUp();
    const heard: unknown[] = [];
    membership.matrixEvents.subscribe(() => {
      throw new Error("cannot bear it");
    });
    const end = membership.matrixEvents.subscribe((event) => {
      heard.push(event);
    });
    const message = { ...member(ann, ""), type: "m.room.message", state_key: undefined };
    const events = [message, null, { type: "m.typing" }, member(bob, "join")];
    expect(await put({ events, ephemeral: [] })).toMatchObject({ status: 200 });
    expect(heard).toEqual([
      {
        roomId,
        type: "m.room.message",
        sender: ann,
        stateKey: undefined,
        eventId: "$event",
        originServerTs: 1,
        content: { membership: "" },
      },
      expect.objectContaining({ type: "m.room.member", stateKey: bob }),
    ]);
    expect(logged()).toContain("cannot bear it");
    end();
    await put({ events: [message] });
    expect(heard).toHaveLength(2);
  });

  it("[SM18] takes a transaction once, and wants it again when it cannot be remembered", async () => {
    const { database, membership, put } = await setUp();
    let heard = 0;
    membership.matrixEvents.subscribe(() => {
      heard += 1;
    });
    const events = [member(bob, "join")];
    for (const _ of [1, 2]) {
      expect(await put({ events }, { id: "same/../id" })).toMatchObject({ status: 200 });
    }
    expect(heard).toBe(1);
    await database.schema.dropTable("deliveries").execute();
    expect(await put({ events }, { id: "next" })).toMatchObject({ status: 503 });
  });

  it("[SM18] takes other events under an earlier number: Synapse counts from 1 at every start", async () => {
    const { membership, put } = await setUp();
    const heard: string[] = [];
    membership.matrixEvents.subscribe(({ eventId }) => {
      heard.push(eventId);
    });
    for (const event_id of ["$before", "$after", "$after"]) {
      await put({ events: [{ ...member(bob, "join"), event_id }] }, { id: "1" });
    }
    expect(heard).toEqual(["$before", "$after"]);
  });

  it("[SM18] believes our homeserver alone", async () => {
    const { put } = await setUp();
    for (const token of ["", " ", "as-token", `${testKeys.hsToken}x`, testKeys.hsToken.slice(1)]) {
      const answer = await put({ events: [] }, { authorization: `Bearer ${token}` });
      expect(answer.status).toBe(401);
    }
    expect(await put({ events: [] }, { authorization: "" })).toMatchObject({ status: 401 });
    expect(await put({ events: [] }, { authorization: testKeys.hsToken })).toMatchObject({
      status: 401,
    });
    expect(await put({ events: [] })).toMatchObject({ status: 200 });
  });

  it("[SM18] takes several megabytes, and keys that are dangerous elsewhere", async () => {
    const { put } = await setUp();
    const big = { ...member(bob, "join"), content: { body: "x".repeat(60_000) } };
    const events = Array.from({ length: 100 }, () => big);
    expect(await put({ events })).toMatchObject({ status: 200 });
    const poison = `{"events":[${JSON.stringify(big).replace("{", '{"__proto__":{"a":1},')}]}`;
    expect(await put(poison)).toMatchObject({ status: 200 });
  });

  it("[SM18] refuses what is no transaction, and never fails", async () => {
    const { put } = await setUp();
    for (const body of ["", "[]", "{", "{}", '{"events":{}}']) {
      expect(await put(body)).toMatchObject({ status: 400 });
    }
    const property = fc.asyncProperty(fc.array(fc.jsonValue()), async (events) => {
      expect(await put(JSON.stringify({ events }))).toMatchObject({ status: 200 });
    });
    await expect(fc.assert(property, { numRuns: 50 })).resolves.toBeUndefined();
  });
});
