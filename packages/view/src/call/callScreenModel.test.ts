import { CallError, createScope, type MatrixRoomPort, SfuConnectError } from "@confab/core";
import type { CallLink } from "@confab/protocol";
import {
  createFakeCall,
  createFakeClock,
  createFakeLocalMedia,
  createFakeMatrix,
  createFakeSession,
  createMemoryStore,
  type FakeCall,
  matrixErrors,
} from "@confab/testing";
import { describe, expect, it } from "vitest";
import { createCallScreenModel } from "./callScreenModel.ts";

function setUp(options: Partial<CallLink> = {}, tabStore = createMemoryStore()) {
  const clock = createFakeClock();
  const scope = createScope();
  const session = createFakeSession();
  const matrix = createFakeMatrix(clock);
  const roomId = matrix.createRoom(session.userId);
  session.openable.set(roomId, matrix.room({ roomId, userId: session.userId, deviceId: "D" }));
  const calls: FakeCall[] = [];
  const media: { readonly startOff: boolean; ended: boolean }[] = [];
  const open = () =>
    createCallScreenModel(scope, {
      engine: {
        openSession: () => session,
        openLocalMedia(visit, { startOff }) {
          const opened = { startOff, ended: false };
          media.push(opened);
          visit.onEnd(() => {
            opened.ended = true;
          });
          return createFakeLocalMedia({ on: !startOff });
        },
        openCall(_visit, _room: MatrixRoomPort, local) {
          const call = createFakeCall(local);
          calls.push(call);
          return call;
        },
      },
      matrix: session,
      link: { roomId, via: ["fake.test"], skipLobby: false, ...options },
      origin: "https://confab.test",
      clock,
      tabStore,
    });
  return { clock, scope, session, calls, media, open };
}

type Screen = ReturnType<typeof createCallScreenModel>;
type Page = Screen["page$"]["value"];

const isPage = <Kind extends Page["kind"]>(
  page: Page,
  kind: Kind,
): page is Extract<Page, { readonly kind: Kind }> => page.kind === kind;

/** The page, which has to be of that kind. */
function pageOf<Kind extends Page["kind"]>(screen: Screen, kind: Kind) {
  const page = screen.page$.value;
  if (!isPage(page, kind)) throw new Error(`The page is ${page.kind}, not ${kind}`);
  return page;
}

describe("createCallScreenModel", () => {
  it("[CS1] shows the lobby at once and lets join when the room is open", async () => {
    const { clock, open } = setUp();
    const screen = open();
    const { lobby } = pageOf(screen, "lobby");
    expect(lobby.canJoin$.value).toBe(false);
    expect(lobby.callName$.value).toBeUndefined();
    expect(lobby.link).toBe("https://confab.test/#/call/!room-1?via=fake.test");
    await clock.settle();
    expect(lobby.canJoin$.value).toBe(true);
    expect(lobby.callName$.value).toBe("Monday coffee");
    expect(lobby.people$.value).toEqual([]);
  });

  it("[CS2] prepares, and shows a problem without keeping anybody from joining", async () => {
    const { clock, calls, open } = setUp();
    const { lobby } = pageOf(open(), "lobby");
    await clock.settle();
    const [call] = calls;
    expect(call?.asked).toEqual(["prepare"]);
    const problem = new CallError("TRANSPORT_MISSING");
    if (call !== undefined) call.phase$.value = { kind: "lobby", prepared: false, problem };
    expect(lobby.problem$.value?.id).toBe("call.transport-missing");
    lobby.problem$.value?.action?.run();
    lobby.join();
    expect(call?.asked).toEqual(["prepare", "prepare", "join"]);
  });

  it("[CS3] shows the call from the click on", async () => {
    const { clock, open } = setUp();
    const screen = open();
    const { lobby } = pageOf(screen, "lobby");
    await clock.settle();
    lobby.join();
    expect(pageOf(screen, "call").call.callName$.value).toBe("Monday coffee");
    expect(screen.phase$.value).toBe("joining");
  });

  it("[CS4] shows the ended page with the time spent, and releases the devices", async () => {
    const { clock, calls, media, open } = setUp();
    const screen = open();
    await clock.settle();
    const joinedAt = clock.now();
    if (calls[0] !== undefined) calls[0].phase$.value = { kind: "joined", sinceMs: joinedAt };
    await clock.advance(90_000);
    pageOf(screen, "call").call.leave();
    expect(pageOf(screen, "ended").outcome).toEqual({
      callName: "Monday coffee",
      notice: undefined,
      durationMs: 90_000,
    });
    await clock.advance(0);
    expect(media).toEqual([{ startOff: false, ended: true }]);
  });

  it("[CS5] shows why it failed, and joins at once when asked again", async () => {
    const { clock, calls, open } = setUp();
    const screen = open();
    await clock.settle();
    if (calls[0] !== undefined) {
      calls[0].phase$.value = { kind: "failed", error: new SfuConnectError("full") };
    }
    const { outcome } = pageOf(screen, "ended");
    expect(outcome.notice?.id).toBe("call.sfu-full");
    expect(outcome.durationMs).toBeUndefined();
    await clock.advance(0);
    screen.again();
    await clock.settle();
    expect(calls[1]?.asked).toEqual(["join"]);
    expect(screen.page$.value.kind).toBe("call");
  });

  it("[CS6] says why a room cannot be opened, and leads to the lobby when it can", async () => {
    const { clock, session, open } = setUp();
    session.refusal = matrixErrors.forbidden();
    const screen = open();
    await clock.settle();
    expect(pageOf(screen, "refused").notice.id).toBe("room.forbidden");
    session.refusal = undefined;
    screen.again();
    await clock.settle();
    expect(pageOf(screen, "lobby").lobby.canJoin$.value).toBe(true);
  });

  it("[CS7] skips the lobby with everything off, unless this tab was in the call before", async () => {
    const tabStore = createMemoryStore();
    const { clock, calls, media, open } = setUp({ skipLobby: true }, tabStore);
    open();
    await clock.settle();
    expect(calls[0]?.asked).toEqual(["join"]);
    expect(media[0]?.startOff).toBe(true);
    if (calls[0] !== undefined) calls[0].phase$.value = { kind: "joined", sinceMs: clock.now() };

    const reloaded = setUp({ skipLobby: true }, tabStore);
    reloaded.open();
    expect(reloaded.media[0]?.startOff).toBe(false);
  });

  it("[CS8] ends the visit with its scope, and leaves with the page", async () => {
    const { clock, scope, calls, media, open } = setUp();
    const screen = open();
    await clock.settle();
    if (calls[0] !== undefined) calls[0].phase$.value = { kind: "joined", sinceMs: clock.now() };
    screen.leaveOnUnload();
    expect(calls[0]?.asked).toEqual(["prepare", "leaveOnUnload"]);
    scope.end();
    expect(media[0]?.ended).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it("[CS9] says that the room takes long to open", async () => {
    const { clock, session, open } = setUp();
    session.openRoom = () => new Promise(() => {});
    const { lobby } = pageOf(open(), "lobby");
    expect(lobby.slow$.value).toBe(false);
    await clock.advance(10_000);
    expect(lobby.slow$.value).toBe(true);
  });
});
