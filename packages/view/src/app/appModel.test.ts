import { type AccountPort, createScope, type MatrixSessionPort, signal } from "@confab/core";
import {
  createFakeCall,
  createFakeClock,
  createFakeLocalMedia,
  createFakeSession,
  createMemoryStore,
} from "@confab/testing";
import { describe, expect, it } from "vitest";
import { createAppModel } from "./appModel.ts";
import type { Engine } from "./engine.ts";

const account = {
  userId: "@ada:fake.test",
  deviceId: "DEVICE",
  accessToken: "secret",
  homeserverUrl: "https://fake.test",
};

function setUp(options: { fragment?: string; stored?: object | string } = {}) {
  const { fragment = "", stored } = options;
  const clock = createFakeClock();
  const scope = createScope();
  const fragment$ = signal(fragment);
  const text = typeof stored === "string" ? stored : JSON.stringify(stored);
  const store = createMemoryStore(stored === undefined ? {} : { account: text });
  const session = createFakeSession();
  const log: string[] = [];
  const accounts: AccountPort = {
    login: async () => account,
    register: async () => account,
    guest: async () => ({ ...account, guestExpiresAt: clock.now() + 1000 }),
    logout: async () => {
      log.push(`logout, stored: ${store.get("account") ?? "nothing"}`);
    },
  };
  const engine: Engine = {
    openSession: (): MatrixSessionPort => session,
    openLocalMedia: () => createFakeLocalMedia(),
    openCall: (_scope, _room, local) => createFakeCall(local),
  };
  let loaded = async () => engine;
  const app = createAppModel(scope, {
    accounts,
    loadEngine: () => {
      log.push("load");
      return loaded();
    },
    navigation: {
      fragment$,
      origin: "https://confab.test",
      go: (next) => {
        fragment$.value = next;
      },
    },
    clock,
    store,
    tabStore: createMemoryStore(),
  });
  return {
    app,
    clock,
    store,
    session,
    log,
    fragment$,
    breakLoading: (broken: () => Promise<Engine>) => {
      loaded = broken;
    },
    mendLoading: () => {
      loaded = async () => engine;
    },
  };
}

type App = ReturnType<typeof setUp>["app"];
const signInOf = (app: App) => {
  const screen = app.screen$.value;
  if (screen.kind !== "sign-in") throw new Error(`The screen is ${screen.kind}`);
  return screen.signIn;
};

describe("createAppModel", () => {
  it("[AP1] asks who somebody is, at a call's door with the call in view", () => {
    expect(signInOf(setUp().app).atCallDoor).toBe(false);
    const { app, log } = setUp({ fragment: "/call/!room" });
    expect(signInOf(app).atCallDoor).toBe(true);
    expect(log).toEqual([]);
  });

  it("[AP2] fetches the engine at once for somebody who is known", async () => {
    const { app, clock, log } = setUp({ stored: account });
    expect(log).toEqual(["load"]);
    expect(app.screen$.value).toEqual({ kind: "starting", notice: undefined });
    await clock.settle();
    expect(app.screen$.value.kind).toBe("home");
  });

  it("[AP3] keeps who signed in, and leads on to where they wanted", async () => {
    const { app, clock, store } = setUp({ fragment: "/call/!room" });
    app.prefetch();
    await clock.settle();
    const signIn = signInOf(app);
    signIn.displayName.set("Ada");
    await signIn.submit();
    expect(app.screen$.value.kind).toBe("call");
    expect(app.callPhase$.value).toBe("lobby");
    expect(JSON.parse(store.get("account") ?? "")).toMatchObject(account);
    app.goHome();
    expect(app.screen$.value.kind).toBe("home");
    expect(app.callPhase$.value).toBeUndefined();
  });

  it("[AP4] drops a guest whose time is over", () => {
    const { app, store } = setUp({ stored: { ...account, guestExpiresAt: 1 } });
    expect(signInOf(app).notice$.value?.id).toBe("session.guest-ended");
    expect(store.get("account")).toBeUndefined();
  });

  it.each([
    [undefined, "session.signed-out"],
    [Date.UTC(2030, 0, 1), "session.guest-ended"],
  ])("[AP5] says why a session was ended (guest until %s: %s)", async (guestExpiresAt, notice) => {
    const { app, clock, session, store } = setUp({ stored: { ...account, guestExpiresAt } });
    await clock.settle();
    session.state$.value = "signed-out";
    expect(signInOf(app).notice$.value?.id).toBe(notice);
    expect(store.get("account")).toBeUndefined();
  });

  it("[AP6] signs out here first and then on the server", async () => {
    const { app, clock, log, fragment$ } = setUp({ fragment: "/call/!room", stored: account });
    await clock.settle();
    app.signOut();
    expect(log).toEqual(["load", "logout, stored: nothing"]);
    expect(fragment$.value).toBe("/");
    expect(signInOf(app).notice$.value).toBeUndefined();
  });

  it("[AP7] names slow code, and tries again what could not be fetched", async () => {
    const { app, clock, breakLoading, mendLoading } = setUp();
    let fail = () => {};
    breakLoading(
      () =>
        new Promise((_resolve, reject) => {
          fail = () => reject(new Error("offline"));
        }),
    );
    app.prefetch();
    const signIn = signInOf(app);
    signIn.displayName.set("Ada");
    await signIn.submit();
    await clock.advance(10_000);
    expect(app.screen$.value).toMatchObject({ kind: "starting", notice: { id: "session.slow" } });
    fail();
    await clock.settle();
    const screen = app.screen$.value;
    expect(screen).toMatchObject({ kind: "starting", notice: { id: "engine.unavailable" } });
    mendLoading();
    if (screen.kind === "starting") screen.notice?.action?.run();
    await clock.settle();
    expect(app.screen$.value.kind).toBe("home");
    expect(clock.pendingTimers).toBeLessThanOrEqual(1);
  });

  it("[AP8] leads home from nowhere, and stays in a call whose link only looks different", async () => {
    const { app, clock, fragment$ } = setUp({ fragment: "/nowhere", stored: account });
    await clock.settle();
    expect(app.screen$.value.kind).toBe("home");
    fragment$.value = "/call/!room";
    const { screen$ } = app;
    const before = screen$.value;
    expect(before.kind).toBe("call");
    fragment$.value = "/call/%21room?via=other.test";
    expect(screen$.value).toBe(before);
    fragment$.value = "/call/!other";
    expect(screen$.value).not.toBe(before);
  });

  it.each(["{", "null", '{"userId":"ada"}'])("[AP9] does not stumble over %s", (stored) => {
    expect(setUp({ stored }).app.screen$.value.kind).toBe("sign-in");
  });
});
