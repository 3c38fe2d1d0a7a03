import { CallError, DeviceError, SfuConnectError } from "@confab/core";
import { createFakeCapture, createFakeParticipant, matrixErrors } from "@confab/testing/fakes";
import { drawnPerson, drawnScreen } from "./drawnPerson.ts";
import type { GalleryStage, Scene } from "./galleryApp.ts";

const names = [
  "Jonas Weber",
  "Mei Tanaka",
  "Олена Пчілка",
  "Bartholomew Featherstonehaugh-Cholmondeley III",
  "ليلى حداد",
  "Sam",
  "Noor",
  "Priya Raman",
];
const hour = 3_600_000;
const never = () => new Promise<never>(() => {});

/** Everybody after the first three has the camera off; every fourth is muted. */
function join(stage: GalleryStage, count: number): void {
  stage.call.participants$.value = Array.from({ length: count }, (_, index) => {
    const name = names[index % names.length] ?? "Somebody";
    const person = createFakeParticipant({ name, joinedAt: index });
    if (index < 3 || index % 3 === 0) person.publish("camera", drawnPerson(index));
    const microphone = person.publish("microphone", new MediaStream());
    if (index % 4 === 1) microphone.mute();
    person.speaking$.value = index === 0;
    return person;
  });
  stage.call.phase$.value = { kind: "joined", sinceMs: Date.now() - 754_000 };
}

const inCall = (count: number, more?: (stage: GalleryStage) => void): Scene => ({
  signedIn: true,
  at: "call",
  prepare(stage) {
    join(stage, count);
    more?.(stage);
  },
});

const lobby = (prepare: (stage: GalleryStage) => void): Scene => ({
  signedIn: true,
  at: "call",
  prepare,
});

/** Every page in every state that is worth looking at. */
export const scenes: Readonly<Record<string, Scene>> = {
  "sign-in": { signedIn: false, at: "home" },
  door: { signedIn: false, at: "call" },
  starting: { signedIn: true, at: "home", loadEngine: never },
  "engine-unavailable": {
    signedIn: true,
    at: "home",
    loadEngine: async () => {
      throw new Error("offline");
    },
  },
  home: {
    signedIn: true,
    at: "home",
    prepare({ session }) {
      session.rooms$.value = [
        ["Monday coffee", 2, 0],
        ["Roadmap, budget and everything else that nobody wanted to put into an e-mail", 0, hour],
        ["1:1 with Mei", 0, 26 * hour],
        ["نقاش الفريق", 0, 190 * hour],
      ].map(([name, count, age]) => ({
        roomId: `!${name}`,
        name: String(name),
        participantCount: Number(count),
        lastActiveAt: Date.now() - Number(age),
      }));
    },
  },
  "home-empty": {
    signedIn: true,
    at: "home",
    prepare({ session }) {
      session.rooms$.value = [];
    },
  },
  "home-offline": {
    signedIn: true,
    at: "home",
    prepare({ session }) {
      session.state$.value = "offline";
    },
  },
  lobby: lobby(({ call }) => {
    call.participants$.value = names.slice(0, 3).map((name) => createFakeParticipant({ name }));
  }),
  "lobby-first": lobby(({ call, local }) => {
    call.roomName$.value =
      "Roadmap, budget and everything else that nobody wanted to put into an e-mail";
    local.camera.wanted$.value = false;
    local.microphone.wanted$.value = false;
  }),
  "lobby-denied": lobby(({ local }) => {
    for (const source of [local.camera, local.microphone]) {
      source.capture$.value = undefined;
      source.problem$.value = new DeviceError("denied");
    }
  }),
  "lobby-no-camera": lobby(({ local, call }) => {
    local.camera.capture$.value = undefined;
    local.camera.devices$.value = [];
    local.camera.problem$.value = new DeviceError("missing");
    const problem = new CallError("TOKEN_SERVICE_DOWN");
    call.phase$.value = { kind: "lobby", prepared: false, problem };
  }),
  "lobby-opening": { signedIn: true, at: "call", openRoom: never },
  alone: inCall(0),
  "call-2": inCall(1),
  "call-3": inCall(2),
  "call-5": inCall(4),
  "call-9": inCall(8),
  "call-26": inCall(25),
  "call-screen": inCall(4, ({ call }) => {
    call.participants$.peek()[1]?.publish("screen", drawnScreen());
  }),
  "call-own-screen": inCall(2, ({ local }) => {
    local.screen.capture$.value = createFakeCapture({ kind: "video", track: drawnScreen() });
  }),
  "call-reconnecting": inCall(2, ({ call }) => {
    call.warnings$.value = new Set(["sfu-reconnecting"]);
    const [first, second] = call.participants$.peek();
    if (first !== undefined) first.quality$.value = "lost";
    if (second !== undefined) second.status$.value = "waiting-for-sfu";
  }),
  "call-sound-off": inCall(2, ({ call }) => {
    call.playbackBlocked$.value = true;
    call.unknownIdentities$.value = ["@stranger:elsewhere:DEVICE"];
  }),
  joining: lobby(({ call }) => {
    call.phase$.value = { kind: "joining" };
  }),
  left: inCall(2, ({ call }) => {
    call.phase$.value = { kind: "left" };
  }),
  failed: lobby(({ call }) => {
    call.phase$.value = { kind: "failed", error: new SfuConnectError("unreachable") };
  }),
  "not-found": {
    signedIn: true,
    at: "call",
    openRoom: async () => {
      throw matrixErrors.notFound();
    },
  },
};
