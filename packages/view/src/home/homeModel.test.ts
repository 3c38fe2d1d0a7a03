import { createFakeClock, createFakeSession, matrixErrors } from "@confab/testing";
import { createScope } from "@confab/core";
import { describe, expect, it } from "vitest";
import { createHomeModel } from "./homeModel.ts";

function setUp() {
  const clock = createFakeClock();
  const scope = createScope();
  const session = createFakeSession("@ada:fake.test:8448");
  const opened: [string, readonly string[]][] = [];
  const home = createHomeModel(scope, {
    matrix: session,
    clock,
    origin: "https://confab.test",
    isGuest: false,
    openCall: (roomId, via) => opened.push([roomId, via]),
  });
  session.rooms$.value = ["Coffee", "Roadmap"].map((name, index) => ({
    roomId: `!${name.toLowerCase()}`,
    name,
    lastActiveAt: clock.now() - (index + 1) * 3_600_000,
    participantCount: index,
  }));
  const names = () => home.calls$.value?.map((call) => call.name);
  return { clock, scope, session, home, opened, names };
}

describe("createHomeModel", () => {
  it("[HO1] lists the calls with their links and their age", () => {
    const { home, session } = setUp();
    expect(home.calls$.value?.[0]).toEqual({
      roomId: "!coffee",
      name: "Coffee",
      link: "https://confab.test/#/call/!coffee?via=fake.test%3A8448",
      lastActive: { value: -1, unit: "hour" },
      participantCount: 0,
    });
    session.rooms$.value = undefined;
    expect(home.calls$.value).toBeUndefined();
  });

  it("[HO2] makes a call that has a name, and opens it", async () => {
    const { home, session, opened } = setUp();
    home.newCall.callName.set("  ");
    await home.newCall.create();
    expect(home.newCall.callName.problem$.value).toBe("required");
    home.newCall.callName.set(" Lunch ");
    await home.newCall.create();
    expect(session.created).toEqual(["Lunch"]);
    expect(opened).toEqual([["!created-1", ["fake.test:8448"]]]);
  });

  it("[HO2] says why a call could not be made", async () => {
    const { home, session, opened } = setUp();
    session.refusal = matrixErrors.rateLimited(1000);
    home.newCall.callName.set("Lunch");
    await home.newCall.create();
    expect(home.newCall.notice$.value?.id).toBe("call.too-many-requests");
    expect(home.newCall.busy$.value).toBe(false);
    expect(opened).toEqual([]);
  });

  it("[HO3] opens a pasted link and refuses anything else", () => {
    const { home, opened } = setUp();
    expect(home.openLink("https://example.org/")).toBe(false);
    expect(home.notice$.value?.id).toBe("link.invalid");
    expect(home.openLink(" https://other.test/#/call/!abc?via=other.test ")).toBe(true);
    expect(home.notice$.value).toBeUndefined();
    expect(opened).toEqual([["!abc", ["other.test"]]]);
  });

  it("[HO4] takes a call off the list at once and leaves it when the time to undo is over", async () => {
    const { clock, home, session, names } = setUp();
    home.leave("!coffee");
    expect(names()).toEqual(["Roadmap"]);
    expect(home.undoable$.value).toBe("Coffee");
    await clock.advance(5999);
    expect(session.left).toEqual([]);
    await clock.advance(1);
    expect(session.left).toEqual(["!coffee"]);
    expect(home.undoable$.value).toBeUndefined();
  });

  it("[HO4] brings it back when undone", async () => {
    const { clock, home, session, names } = setUp();
    home.leave("!coffee");
    home.undoLeave();
    expect(names()).toEqual(["Coffee", "Roadmap"]);
    await clock.advance(60_000);
    expect(session.left).toEqual([]);
  });

  it("[HO5] carries out what was not undone when the person goes elsewhere", () => {
    const { clock, scope, home, session } = setUp();
    home.leave("!coffee");
    home.leave("!roadmap");
    scope.end();
    expect(session.left).toEqual(["!coffee", "!roadmap"]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("[HO5] brings a call back that could not be left, and says so", async () => {
    const { clock, home, session, names } = setUp();
    session.refusal = matrixErrors.unreachable();
    home.leave("!coffee");
    await clock.advance(6000);
    expect(names()).toEqual(["Coffee", "Roadmap"]);
    expect(home.notice$.value?.id).toBe("call.homeserver-unreachable");
  });

  it("[HO6] names a homeserver that is slow or cannot be reached", async () => {
    const { clock, home, session } = setUp();
    session.rooms$.value = undefined;
    expect(home.notice$.value).toBeUndefined();
    await clock.advance(15_000);
    expect(home.notice$.value?.id).toBe("session.slow");
    session.state$.value = "offline";
    expect(home.notice$.value?.id).toBe("session.offline");
    session.state$.value = "online";
    session.rooms$.value = [];
    expect(home.notice$.value).toBeUndefined();
  });
});
