import { parseGuestAccount, parseHealthReport, parseSfuGrant } from "@confab/protocol";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { createGuestAccounts } from "./homeserver/guestAccounts.ts";
import { createGuestSweeper } from "./guests/guestSweeper.ts";
import { createGuestStore } from "./guests/guestStore.ts";
import { createJsonClient } from "./http/jsonClient.ts";
import { createAccessTokenSigner } from "./sfu/accessToken.ts";
import { createAutoCreateCheck } from "./sfu/autoCreateCheck.ts";
import { createJoinTokenMint } from "./sfu/joinToken.ts";
import { createLivekitRooms } from "./sfu/sfuRooms.ts";
import { openDatabase } from "./storage/database.ts";
import { newRealPerson, newRealRoom } from "./testing/realPeople.ts";
import { temporaryFolder } from "./testing/temporaryFolder.ts";
import { type Clock, systemClock } from "./time/clock.ts";

/** Our assumptions about Synapse and LiveKit, against a running stack. */
const stack = inject("stack");

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function ask(
  method: string,
  url: string,
  options: { readonly body?: unknown; readonly token?: string } = {},
): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: {
      "content-type": "application/json",
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text.startsWith("{") ? JSON.parse(text) : text };
}

async function newGuest(displayName: string) {
  const { status, body } = await ask("POST", `${stack.origin}/api/v1/guests`, {
    body: { displayName },
  });
  expect(status).toBe(201);
  const guest = parseGuestAccount(body);
  if (guest === undefined) throw new Error("not a guest account");
  return guest;
}

function client(url: string) {
  const json = createJsonClient(url);
  onTestFinished(() => json.close());
  return json;
}

const randomRoom = () => `!${crypto.randomUUID()}`;

describe("a grant", () => {
  it("[SA5] lets a member into a room that the SFU now has", async () => {
    const grace = await newRealPerson(stack.origin, "Grace");
    const token = await grace.askToken(await newRealRoom([grace]));
    expect(token.status).toBe(200);
    const grant = parseSfuGrant(token.body, Date.now());
    expect(grant?.identity).toBe(`${grace.userId}:${grace.deviceId}`);
    expect(grant?.url).toBe(`${stack.origin.replace(/^http/, "ws")}/livekit/sfu`);
    const validate = `${stack.origin}/livekit/sfu/rtc/validate?access_token=${grant?.jwt ?? ""}`;
    expect(await ask("GET", validate)).toEqual({ status: 200, body: "success" });
  });

  it("[SP7] opens the SFU's WebSocket through us, which speaks first", async () => {
    const grace = await newRealPerson(stack.origin, "Grace");
    const token = await grace.askToken(await newRealRoom([grace]));
    await expect(grace.connect(token).entered).resolves.toBeUndefined();
  });

  it("[SA3] is refused for an unknown token", async () => {
    const openid_token = { access_token: "nobody's", matrix_server_name: stack.serverName };
    const body = { room: randomRoom(), device_id: "D", openid_token };
    const answer = await ask("POST", `${stack.origin}/livekit/jwt/sfu/get`, { body });
    expect(answer).toMatchObject({ status: 401, body: { errcode: "M_UNAUTHORIZED" } });
  });
});

describe("the SFU", () => {
  function startCheck(clock: Clock): readonly string[] {
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const check = createAutoCreateCheck({
      sfu: client(stack.sfuUrl),
      mint: createJoinTokenMint(stack, clock),
      clock,
      randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
      log: { debug: log, error: log },
    });
    onTestFinished(() => check.stop());
    check.start();
    return lines;
  }

  it("[SA15] makes no room for somebody who only has a token", async () => {
    const lines = startCheck(systemClock);
    await expect.poll(() => lines).toEqual(["the SFU makes no rooms by itself"]);
  });

  it("[SA15] refuses tokens of a clock that is five minutes ahead, which is said", async () => {
    const lines = startCheck({ ...systemClock, now: () => Date.now() + 300_000 });
    await expect.poll(() => lines).toEqual([expect.stringContaining("refuses our tokens")]);
  });

  it("[SA9] takes a room that it has already, and [SH4] refuses another key", async () => {
    const { apiKey } = stack;
    const sfu = client(stack.sfuUrl);
    const rooms = createLivekitRooms(sfu, createAccessTokenSigner(stack, systemClock));
    const name = randomRoom();
    await rooms.create(name);
    await rooms.create(name);
    await rooms.probe();
    const stranger = createAccessTokenSigner({ apiKey, apiSecret: "x".repeat(32) }, systemClock);
    await expect(createLivekitRooms(sfu, stranger).probe()).rejects.toMatchObject({ status: 401 });
  });
});

describe("a guest", () => {
  it("[SG1] is a registered user with the name given", async () => {
    const guest = await newGuest("Grace Hopper");
    const path = `/_matrix/client/v3/profile/${encodeURIComponent(guest.userId)}`;
    expect(await ask("GET", stack.origin + path, { token: guest.accessToken })).toMatchObject({
      status: 200,
      body: { displayname: "Grace Hopper" },
    });
  });

  it("[SG4] is signed out and gone after the sweep, as is one that never was", async () => {
    const guest = await newGuest("Grace");
    const database = await openDatabase({ dataDir: temporaryFolder() });
    const store = createGuestStore(database);
    const never = `@guest-never:${stack.serverName}`;
    for (const userId of [guest.userId, never]) {
      await store.add({ userId, createdAt: 0, expiresAt: 0 });
    }
    const accounts = createGuestAccounts(client(stack.homeserverUrl), stack.asToken);
    const log = { info: () => {}, warn: () => {} };
    const sweeper = createGuestSweeper({ accounts, store, clock: systemClock, log });
    onTestFinished(async () => {
      await sweeper.stop();
      await database.destroy();
    });
    sweeper.start();
    await expect.poll(() => store.due(Date.now(), 10), { timeout: 10_000 }).toEqual([]);

    const whoami = `${stack.homeserverUrl}/_matrix/client/v3/account/whoami`;
    expect(await ask("GET", whoami, { token: guest.accessToken })).toMatchObject({
      status: 401,
      body: { errcode: "M_UNKNOWN_TOKEN" },
    });
    const path = `/_matrix/client/v3/profile/${encodeURIComponent(guest.userId)}`;
    expect((await ask("GET", stack.homeserverUrl + path)).status).toBe(404);
  });
});

describe("the stack", () => {
  it("[SH1] is healthy", async () => {
    const { status, body } = await ask("GET", `${stack.origin}/healthz`);
    expect(status).toBe(200);
    expect(parseHealthReport(body)?.status).toBe("ok");
  });

  it("[SP6] hands through an upload of 20 MB and a long poll", async () => {
    const guest = await newGuest("Grace");
    const upload = await fetch(`${stack.origin}/_matrix/media/v3/upload`, {
      method: "POST",
      headers: { authorization: `Bearer ${guest.accessToken}` },
      body: new Uint8Array(20_000_000),
    });
    expect(upload.status).toBe(200);
    const sync = `${stack.origin}/_matrix/client/v3/sync`;
    const { body } = await ask("GET", `${sync}?timeout=0`, { token: guest.accessToken });
    const since = /"next_batch":"([^"]+)"/.exec(JSON.stringify(body))?.[1] ?? "";
    const startedAt = performance.now();
    const poll = await ask("GET", `${sync}?timeout=3000&since=${since}`, {
      token: guest.accessToken,
    });
    expect(poll.status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(2_500);
  });
});
