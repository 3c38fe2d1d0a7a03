import { createScope, signal } from "@confab/core";
import { describe, expect, it } from "vitest";
import { keepAwake } from "./keepAwake.ts";

class FakeLock extends EventTarget implements WakeLockSentinel {
  readonly type = "screen";
  readonly onrelease = null;
  released = false;
  async release() {
    this.released = true;
  }
}

function setUp(refuses = false) {
  const locks: FakeLock[] = [];
  const shown: { visibilityState: DocumentVisibilityState } = { visibilityState: "visible" };
  const document = Object.assign(new EventTarget(), shown);
  const wakeLock = {
    async request() {
      if (refuses) throw new Error("battery");
      const lock = new FakeLock();
      locks.push(lock);
      return lock;
    },
  };
  const inCall$ = signal(false);
  const scope = createScope();
  keepAwake(scope, inCall$, { document, navigator: { wakeLock } });
  const turn = (visibility: DocumentVisibilityState) => {
    document.visibilityState = visibility;
    document.dispatchEvent(new Event("visibilitychange"));
  };
  const held = async () => {
    await Promise.resolve();
    await Promise.resolve();
    return locks.filter((lock) => !lock.released).length;
  };
  return { inCall$, scope, turn, held };
}

describe("keepAwake", () => {
  it("[MA3] holds the screen on from joining to leaving", async () => {
    const { inCall$, held } = setUp();
    expect(await held()).toBe(0);
    inCall$.value = true;
    expect(await held()).toBe(1);
    inCall$.value = false;
    expect(await held()).toBe(0);
  });

  it("[MA3] asks again after the page was hidden", async () => {
    const { inCall$, scope, turn, held } = setUp();
    inCall$.value = true;
    await held();
    turn("hidden");
    expect(await held()).toBe(0);
    turn("visible");
    expect(await held()).toBe(1);
    scope.end();
    turn("visible");
    expect(await held()).toBe(1);
  });

  it("[MA3] lives with a refusal, and with browsers that have no wake lock", async () => {
    const { inCall$, held } = setUp(true);
    inCall$.value = true;
    expect(await held()).toBe(0);
    const document = Object.assign(new EventTarget(), { visibilityState: "visible" as const });
    keepAwake(createScope(), signal(true), { document, navigator: {} });
  });
});
