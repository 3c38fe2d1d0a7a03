import { createBrowserClock } from "@confab/browser";
import {
  AccountError,
  type AccountPort,
  type Call,
  createScope,
  type MatrixRoomPort,
  signal,
} from "@confab/core";
import {
  createFakeCall,
  createFakeCapture,
  createFakeLocalMedia,
  createFakeSession,
  createMemoryStore,
  type FakeCall,
  type FakeLocalMedia,
  type FakeSession,
} from "@confab/testing/fakes";
import { type AppModel, createAppModel, type Engine } from "@confab/view";
import { drawnPerson } from "./drawnPerson.ts";

const roomId = "!gallery";

/** What a scene can put in order before the app starts. */
export interface GalleryStage {
  readonly local: FakeLocalMedia;
  readonly call: FakeCall;
  readonly session: FakeSession;
}

export interface Scene {
  readonly signedIn: boolean;
  readonly at: "home" | "call";
  /** Instead of an engine that is there at once. */
  readonly loadEngine?: () => Promise<Engine>;
  /** How opening the room goes; by default it is open at once. */
  readonly openRoom?: () => Promise<MatrixRoomPort>;
  prepare?(stage: GalleryStage): void;
}

/** The real app over fake ports, in the state that a scene asks for. */
export function createGalleryApp(scene: Scene): AppModel {
  const scope = createScope();
  const clock = createBrowserClock();
  const local = createFakeLocalMedia();
  local.camera.capture$.value = createFakeCapture({
    kind: "video",
    deviceId: "cam-1",
    track: drawnPerson(4),
  });
  const voice = createFakeCapture({ kind: "audio", deviceId: "mic-1" });
  local.microphone.capture$.value = voice;
  voice.setLevel(0.6);
  const call = createFakeCall(local);
  const session = createFakeSession();
  session.displayName$.value = "Ada Lovelace";
  scene.prepare?.({ local, call, session });

  const engine: Engine = {
    openSession: () => ({ ...session, openRoom: scene.openRoom ?? (async () => room) }),
    openLocalMedia: () => local,
    openCall: (): Call => call,
  };
  return createAppModel(scope, {
    accounts: refusingAccounts,
    loadEngine: scene.loadEngine ?? (async () => engine),
    navigation: {
      fragment$: signal(scene.at === "call" ? `/call/${roomId}` : ""),
      origin: location.origin,
      go: () => {},
    },
    clock,
    store: createMemoryStore(scene.signedIn ? { account: storedAccount } : {}),
    tabStore: createMemoryStore(),
  });
}

const storedAccount = JSON.stringify({
  userId: "@ada:fake.test",
  deviceId: "DEVICE",
  accessToken: "none",
  homeserverUrl: "https://fake.test",
});

const refusingAccounts: AccountPort = {
  login: async () => {
    throw new AccountError("wrong-credentials");
  },
  register: async () => {
    throw new AccountError("username-taken");
  },
  guest: async () => {
    throw new AccountError("unreachable");
  },
  logout: async () => {},
};

const room: MatrixRoomPort = {
  roomId,
  userId: "@ada:fake.test",
  deviceId: "DEVICE",
  ready$: signal(true),
  online$: signal(true),
  state$: () => signal(new Map()),
  sendState: async () => {},
  scheduleState: async () => ({ delayId: "" }),
  updateDelayed: async () => {},
  openIdToken: async () => ({ accessToken: "", tokenType: "", matrixServerName: "", expiresIn: 0 }),
  transports: async () => [],
};
