import { describe, expect, it, onTestFinished } from "vitest";
import { createGuestAccounts } from "../homeserver/guestAccounts.ts";
import { createJsonClient } from "../http/jsonClient.ts";
import { openDatabase } from "../storage/database.ts";
import { deactivatePath, startFakeHomeserver } from "../testing/fakeHomeserver.ts";
import { createManualClock, type ManualClock } from "../testing/manualClock.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { createGuestSweeper } from "./guestSweeper.ts";
import { createGuestStore } from "./guestStore.ts";

const minute = 60_000;

async function setUp() {
  const homeserver = await startFakeHomeserver({ serverName: "hs", asToken: "as" });
  const database = await openDatabase({ dataDir: temporaryFolder() });
  const client = createJsonClient(homeserver.url);
  const store = createGuestStore(database);
  const clock = createManualClock();
  const log = { info: () => {}, warn: () => {} };
  const accounts = createGuestAccounts(client, "as");
  const sweeper = createGuestSweeper({ accounts, store, clock, log });
  onTestFinished(async () => {
    await sweeper.stop();
    await client.close();
    await database.destroy();
  });
  const addGuest = async (name: string, expiresInMs: number) => {
    const userId = `@guest-${name}:hs`;
    homeserver.accounts.set(userId, name);
    await store.add({ userId, createdAt: clock.now(), expiresAt: clock.now() + expiresInMs });
    return userId;
  };
  return { homeserver, store, clock, sweeper, addGuest };
}

/** The sweeper talks to a real socket: time passes in the test, and then its answers arrive. */
async function until(
  clock: ManualClock,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  for (let turn = 0; turn < 1_000 && !(await condition()); turn += 1) await clock.advance(0);
  expect(await condition()).toBe(true);
}

describe("createGuestSweeper", () => {
  it("[SG4] takes back expired guests at start, erasing what they said about themselves", async () => {
    const { homeserver, sweeper, clock, store, addGuest } = await setUp();
    const userId = await addGuest("old", -1);
    const young = await addGuest("young", minute);
    sweeper.start();
    await until(clock, async () => (await store.due(clock.now(), 10)).length === 0);
    expect([...homeserver.accounts.keys()]).toEqual([young]);
    const [request] = homeserver.asked(deactivatePath);
    expect(request?.query.get("user_id")).toBe(userId);
    expect(request?.headers.authorization).toBe("Bearer as");
    expect(JSON.parse(request?.body ?? "")).toEqual({ erase: true });
  });

  it("[SG4] looks again every minute", async () => {
    const { homeserver, sweeper, clock, addGuest } = await setUp();
    await addGuest("young", 90_000);
    sweeper.start();
    await clock.advance(minute);
    expect(homeserver.accounts.size).toBe(1);
    await clock.advance(minute);
    await until(clock, () => homeserver.accounts.size === 0);
  });

  it("[SG5] tries again later, and later each time, when the homeserver fails", async () => {
    const { homeserver, sweeper, clock, store, addGuest } = await setUp();
    await addGuest("old", 0);
    homeserver.override = ({ path }) =>
      path === deactivatePath ? { status: 500, body: {} } : undefined;
    const failures = async () => (await store.due(Number.MAX_SAFE_INTEGER, 1))[0]?.failures;
    const asked = () => homeserver.asked(deactivatePath).length;
    sweeper.start();
    await until(clock, async () => (await failures()) === 1);
    await clock.advance(minute);
    await until(clock, async () => (await failures()) === 2);
    await clock.advance(minute);
    expect(asked()).toBe(2);
    await clock.advance(minute);
    await until(clock, async () => (await failures()) === 3);

    homeserver.override = () => undefined;
    await clock.advance(4 * minute);
    await until(clock, () => homeserver.accounts.size === 0);
  });

  it("[SG7] is done with an account that was never made", async () => {
    const { homeserver, sweeper, clock, store, addGuest } = await setUp();
    homeserver.accounts.delete(await addGuest("never", 0));
    sweeper.start();
    await until(clock, async () => (await store.due(clock.now(), 10)).length === 0);
    expect(homeserver.asked(deactivatePath)).toHaveLength(1);
  });

  it("[SG7] keeps an account that exists and that the homeserver does not let us end", async () => {
    const { homeserver, sweeper, clock, store, addGuest } = await setUp();
    await addGuest("foreign", 0);
    homeserver.override = ({ path }) =>
      path === deactivatePath ? { status: 403, body: {} } : undefined;
    sweeper.start();
    await until(
      clock,
      async () => (await store.due(Number.MAX_SAFE_INTEGER, 1))[0]?.failures === 1,
    );
    expect(homeserver.accounts.size).toBe(1);
  });

  it("[SG4] ends when it is stopped", async () => {
    const { homeserver, sweeper, clock, addGuest } = await setUp();
    sweeper.start();
    await sweeper.stop();
    await addGuest("old", 0);
    await clock.advance(10 * minute);
    expect(homeserver.requests).toEqual([]);
  });
});
