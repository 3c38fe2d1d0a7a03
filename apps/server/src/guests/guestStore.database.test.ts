import { describe, expect, it } from "vitest";
import type { DatabaseOptions } from "../storage/database.ts";
import { databaseUnderTest, newDatabase } from "../testing/databaseUnderTest.ts";
import { createGuestStore } from "./guestStore.ts";

async function open(options?: DatabaseOptions) {
  const database = await databaseUnderTest(options);
  return { database, store: createGuestStore(database) };
}

const guest = (name: string, expiresAt: number) => ({
  userId: `@guest-${name}:hs`,
  createdAt: 0,
  expiresAt,
});
const names = (guests: readonly { readonly userId: string }[]) =>
  guests.map(({ userId }) => userId.slice(7, 8));

describe("createGuestStore", () => {
  it("[SG4] gives back those whose time has come, the longest overdue first", async () => {
    const { store } = await open();
    await store.add(guest("b", 200));
    await store.add(guest("a", 100));
    await store.add(guest("c", 300));
    expect(names(await store.due(99, 10))).toEqual([]);
    expect(names(await store.due(250, 10))).toEqual(["a", "b"]);
    expect(names(await store.due(300, 2))).toEqual(["a", "b"]);
  });

  it("[SG5] counts failures and waits until the time given", async () => {
    const { store } = await open();
    await store.add(guest("a", 100));
    await store.postpone("@guest-a:hs", 500);
    expect(await store.due(499, 10)).toEqual([]);
    expect(await store.due(500, 10)).toEqual([{ userId: "@guest-a:hs", failures: 1 }]);
  });

  it("[SG4] forgets those taken back", async () => {
    const { store } = await open();
    await store.add(guest("a", 100));
    await store.remove("@guest-a:hs");
    expect(await store.due(1_000, 10)).toEqual([]);
  });

  it("[SG6] remembers over a restart", async () => {
    const options = await newDatabase();
    const before = await open(options);
    await before.store.add(guest("a", 100));
    expect(names(await (await open(options)).store.due(100, 10))).toEqual(["a"]);
  });
});
