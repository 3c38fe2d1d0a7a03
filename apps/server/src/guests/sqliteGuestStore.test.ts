import { describe, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../storage/database.ts";
import { temporaryFolder } from "../testing/serverUnderTest.ts";
import { createSqliteGuestStore } from "./sqliteGuestStore.ts";

function open(folder: string) {
  const database = openDatabase(folder);
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  return { database, store: createSqliteGuestStore(database) };
}

const guest = (name: string, expiresAt: number) => ({
  userId: `@guest-${name}:hs`,
  createdAt: 0,
  expiresAt,
});
const names = (guests: readonly { readonly userId: string }[]) =>
  guests.map(({ userId }) => userId.slice(7, 8));

describe("createSqliteGuestStore", () => {
  it("[SG4] gives back those whose time has come, the longest overdue first", () => {
    const { store } = open(temporaryFolder());
    store.add(guest("b", 200));
    store.add(guest("a", 100));
    store.add(guest("c", 300));
    expect(names(store.due(99, 10))).toEqual([]);
    expect(names(store.due(250, 10))).toEqual(["a", "b"]);
    expect(names(store.due(300, 2))).toEqual(["a", "b"]);
  });

  it("[SG5] counts failures and waits until the time given", () => {
    const { store } = open(temporaryFolder());
    store.add(guest("a", 100));
    store.postpone("@guest-a:hs", 500);
    expect(store.due(499, 10)).toEqual([]);
    expect(store.due(500, 10)).toEqual([{ userId: "@guest-a:hs", failures: 1 }]);
  });

  it("[SG4] forgets those taken back", () => {
    const { store } = open(temporaryFolder());
    store.add(guest("a", 100));
    store.remove("@guest-a:hs");
    expect(store.due(1_000, 10)).toEqual([]);
  });

  it("[SG6] remembers over a restart", () => {
    const folder = temporaryFolder();
    const before = open(folder);
    before.store.add(guest("a", 100));
    before.database.close();
    expect(names(open(folder).store.due(100, 10))).toEqual(["a"]);
  });
});
