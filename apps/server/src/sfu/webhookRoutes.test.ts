import { createHash } from "node:crypto";
import Fastify from "fastify";
import { SignJWT } from "jose";
import { describe, expect, it, onTestFinished } from "vitest";
import { answerErrors } from "../http/answerErrors.ts";
import { backendUnderTest, testKeys } from "../testing/backendUnderTest.ts";
import type { SignedWebhook } from "../testing/fakeSfu.ts";
import type { SfuEvent } from "./sfuEvents.ts";
import { createWebhookReceiver } from "./webhookReceiver.ts";
import { webhookRoutes } from "./webhookRoutes.ts";

const room = { name: "call", sid: "RM_1" };
const participant = { identity: "@ann:example.com:D", sid: "PA_1" };
const start = 1_700_000_000_000;

async function setUp() {
  const backend = await backendUnderTest();
  const heard: SfuEvent[] = [];
  let failure: Error | undefined;
  backend.sfuEvents.subscribe(async (event) => {
    if (failure !== undefined) throw failure;
    heard.push(event);
  });
  const app = Fastify();
  answerErrors(app);
  webhookRoutes(app, createWebhookReceiver(backend));
  onTestFinished(() => app.close());
  const deliver = async ({ headers, body }: { headers: object; body: string | Buffer }) => {
    const answer = await app.inject({
      method: "POST",
      url: "/sfu_webhook",
      headers: { ...headers },
      body,
    });
    return {
      status: answer.statusCode,
      accepted: answer.json<{ accepted?: boolean }>().accepted,
    };
  };
  const outcomes = async () => {
    const metric = await backend.metrics.getSingleMetric("confab_sfu_webhooks_total")?.get();
    return Object.fromEntries(
      (metric?.values ?? []).map(({ labels, value }) => [labels["outcome"], value]),
    );
  };
  const failWith = (error: Error | undefined) => {
    failure = error;
  };
  return { ...backend, app, heard, deliver, outcomes, failWith };
}

/** A webhook with claims of the test's own. */
async function sign(
  body: string,
  claims: object,
  secret = testKeys.apiSecret,
): Promise<SignedWebhook> {
  const sha256 = createHash("sha256").update(body).digest("base64");
  const authorization = await new SignJWT({
    iss: "key",
    exp: start / 1000 + 300,
    sha256,
    ...claims,
  })
    .setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode(secret));
  return { body, headers: { authorization, "content-type": "application/webhook+json" } };
}

const started = JSON.stringify({ event: "room_started", id: "EV", createdAt: start / 1000, room });

describe("POST /sfu_webhook", () => {
  it("[SU1] takes an event that is signed with our key, whatever its content type", async () => {
    const { deliver, fakeSfu, heard, outcomes } = await setUp();
    const types = ["application/webhook+json", "application/json", "text/plain", undefined];
    for (const type of types) {
      const { body, headers } = await fakeSfu.webhook({ event: "room_finished", room });
      const sent = { authorization: headers.authorization, ...(type && { "content-type": type }) };
      expect(await deliver({ headers: sent, body: Buffer.from(body) })).toEqual({
        status: 200,
        accepted: true,
      });
    }
    expect(heard).toEqual(
      types.map(() => ({ kind: "room-finished", room: "call", roomSid: "RM_1", at: start })),
    );
    expect(await outcomes()).toEqual({ taken: 4 });
  });

  it("[SU1] takes a body of several megabytes", async () => {
    const { deliver, fakeSfu } = await setUp();
    const metadata = "x".repeat(7_000_000);
    const webhook = await fakeSfu.webhook({ event: "room_started", room: { ...room, metadata } });
    expect(await deliver(webhook)).toEqual({ status: 200, accepted: true });
  });

  it.each<[string, () => Promise<SignedWebhook>]>([
    ["signed with another key", () => sign(started, {}, "another secret")],
    ["of another API key", () => sign(started, { iss: "other" })],
    ["signed for another body", () => sign(started, { sha256: "AAAA" })],
    ["without a digest", () => sign(started, { sha256: undefined })],
    ["whose signature never ends", () => sign(started, { exp: undefined })],
    ["whose signature has ended", () => sign(started, { exp: start / 1000 - 61 })],
    ["signed for the future", () => sign(started, { nbf: start / 1000 + 61 })],
  ])("[SU2] drops an event %s, and answers 200", async (_name, make) => {
    const { deliver, heard, outcomes } = await setUp();
    expect(await deliver(await make())).toEqual({ status: 200, accepted: false });
    expect(heard).toEqual([]);
    expect(await outcomes()).toEqual({ forged: 1 });
  });

  it("[SU2] drops what has no signature, an unsigned one, or one of our other tokens", async () => {
    const { deliver, heard } = await setUp();
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = { iss: "key", exp: start / 1000 + 300 };
    const sha256 = createHash("sha256").update(started).digest("base64");
    const unsigned = `${encode({ alg: "none" })}.${encode({ ...claims, sha256 })}.`;
    const { authorization } = (await sign("{}", { sha256: undefined, sub: "ann" })).headers;
    for (const header of [undefined, "", "Bearer", unsigned, authorization]) {
      const headers = header === undefined ? {} : { authorization: header };
      expect(await deliver({ headers, body: started })).toEqual({ status: 200, accepted: false });
    }
    expect(heard).toEqual([]);
  });

  it("[SU3] drops an event of more than an hour ago, or of the future", async () => {
    const { deliver, heard, outcomes } = await setUp();
    const at = (seconds: number) =>
      sign(started.replace(String(start / 1000), String(start / 1000 + seconds)), {});
    for (const seconds of [-3_601, 61]) {
      expect(await deliver(await at(seconds))).toEqual({ status: 200, accepted: false });
    }
    expect(heard).toEqual([]);
    expect(await outcomes()).toEqual({ stale: 2 });
    expect(await deliver(await at(-3_600))).toEqual({ status: 200, accepted: true });
  });

  it("[SU4] does nothing when an event is repeated, at another replica too", async () => {
    const first = await setUp();
    const webhook = await first.fakeSfu.webhook({ event: "room_started", room });
    await first.deliver(webhook);
    expect(await first.deliver(webhook)).toEqual({ status: 200, accepted: true });
    expect(first.heard).toHaveLength(1);
    expect(await first.outcomes()).toEqual({ taken: 1, repeated: 1 });

    const replica = await backendUnderTest({ sharedWith: first });
    const receive = createWebhookReceiver(replica);
    replica.sfuEvents.subscribe(() => Promise.reject(new Error("heard twice")));
    const { authorization } = webhook.headers;
    expect(await receive({ authorization, body: Buffer.from(webhook.body) })).toBe(true);
  });

  it("[SU5] answers 500 when the event could not be taken in, and takes its repetition", async () => {
    const { deliver, fakeSfu, heard, failWith, outcomes } = await setUp();
    const webhook = await fakeSfu.webhook({ event: "room_started", room });
    failWith(new Error("no database"));
    expect(await deliver(webhook)).toEqual({ status: 500, accepted: undefined });
    failWith(undefined);
    expect(await deliver(webhook)).toEqual({ status: 200, accepted: true });
    expect(heard).toHaveLength(1);
    expect(await outcomes()).toEqual({ failed: 1, taken: 1 });
  });

  it.each([
    ["an event that we have no use for", { event: "egress_started", egressInfo: {} }],
    ["an event without a room", { event: "participant_joined", participant }],
    ["an event without its participant", { event: "participant_left", room }],
    ["a participant without identity", { event: "participant_left", room, participant: {} }],
  ])("[SU6] ignores %s", async (_name, event) => {
    const { deliver, fakeSfu, heard, outcomes } = await setUp();
    expect(await deliver(await fakeSfu.webhook(event))).toEqual({ status: 200, accepted: true });
    expect(heard).toEqual([]);
    expect(await outcomes()).toEqual({ ignored: 1 });
  });

  it("[SU6] drops a signed body that is no event", async () => {
    const { deliver, outcomes } = await setUp();
    for (const body of ["", "null", "{}", '{"event":1}', '{"event":"room_started"}']) {
      expect(await deliver(await sign(body, {}))).toEqual({ status: 200, accepted: false });
    }
    expect(await outcomes()).toEqual({ malformed: 5 });
  });
});
