import { createBrowserClock } from "@confab/browser";
import { createScope, SfuConnectError, type SfuConnection } from "@confab/core";
import { describeSfuPort, until } from "@confab/testing";
import * as livekit from "livekit-client";
import type { LocalVideoTrack, Room } from "livekit-client";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { createMadeUpMedia } from "../../../e2e/contract/madeUpMedia.ts";
import { openSfuRoom } from "../../../e2e/contract/sfuRoom.ts";
import { createLivekitSfu } from "./livekitSfu.ts";

const stack = inject("stack");
const time = { clock: createBrowserClock(), timeoutMs: 15_000 };

describeSfuPort("LiveKit", {
  async setUp() {
    const scope = createScope();
    const media = createMadeUpMedia(scope);
    const room = await openSfuRoom(stack);
    return {
      time,
      port: createLivekitSfu(),
      grant: (identity) => room.grant(identity),
      forgedGrant: (identity) => room.grant(identity, { secret: "another secret of good length" }),
      missingRoomGrant: (identity) => room.grant(identity, { room: crypto.randomUUID() }),
      audioCapture: async () => media.sound(),
      videoCapture: async () => media.picture(),
      remove: (identity) => room.remove(identity),
      silence: (identity) => room.silence(identity),
      async tearDown() {
        scope.end();
        await room.close();
      },
    };
  },
});

/** Two people in one room, with a look behind the adapter: `rooms` are LiveKit's own, in order of connecting. */
async function twoPeople() {
  const scope = createScope();
  const sfuRoom = await openSfuRoom(stack);
  onTestFinished(async () => {
    scope.end();
    await sfuRoom.close();
  });
  const rooms: Room[] = [];
  const port = createLivekitSfu(async () => ({
    ...livekit,
    Room: class extends livekit.Room {
      constructor(options?: livekit.RoomOptions) {
        super(options);
        rooms.push(this);
      }
    },
  }));
  const alice = await port.connect(scope, await sfuRoom.grant("alice"));
  const bob = await port.connect(scope, await sfuRoom.grant("bob"));
  const [aliceRoom, bobRoom] = rooms;
  if (aliceRoom === undefined || bobRoom === undefined) throw new Error("two rooms were expected");
  return { alice, bob, aliceRoom, bobRoom, media: createMadeUpMedia(scope) };
}

function cameraOfAlice(viewer: SfuConnection) {
  return until(time, "alice's camera is there", () => {
    const camera = viewer.participants$.value.get("alice")?.media$.value.get("camera");
    return camera?.subscribed$.value === true && camera;
  });
}

function videoElement(): HTMLVideoElement {
  const element = document.createElement("video");
  Object.assign(element, { autoplay: true, muted: true, playsInline: true });
  Object.assign(element.style, { width: "320px", height: "180px" });
  document.body.append(element);
  onTestFinished(() => element.remove());
  return element;
}

const nextFrame = (element: HTMLVideoElement) =>
  new Promise((resolve) => {
    element.requestVideoFrameCallback(resolve);
  });

function sentCamera(room: Room): LocalVideoTrack | undefined {
  return room.localParticipant.getTrackPublication(livekit.Track.Source.Camera)?.videoTrack;
}

describe("LiveKit adapter", () => {
  it("[LC4] keeps the token out of the error for an address that is none", async () => {
    const jwt = "header.payload.signature";
    const failure = await createLivekitSfu()
      .connect(createScope(), { url: "ws://not a host", jwt })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SfuConnectError);
    const cause = failure instanceof Error ? failure.cause : undefined;
    expect(`${String(failure)} ${String(cause)}`).not.toContain(jwt);
  });

  it("[LC5] keeps participants and media through a rebuilt connection", async () => {
    const { alice, bob, bobRoom, media } = await twoPeople();
    await alice.publish("camera", media.picture());
    const camera = await cameraOfAlice(bob);
    const participant = bob.participants$.value.get("alice");
    const element = videoElement();
    camera.attach(element);
    await nextFrame(element);

    const seen: string[] = [];
    bob.state$.subscribe((state) => seen.push(state));
    const sizes: number[] = [];
    bob.participants$.subscribe((participants) => sizes.push(participants.size));
    await bobRoom.simulateScenario("full-reconnect");
    await until(time, "bob reconnects", () => bob.state$.value === "reconnecting");
    await until(time, "bob is back", () => bob.state$.value === "connected");

    expect(await cameraOfAlice(bob)).toBe(camera);
    expect(bob.participants$.value.get("alice")).toBe(participant);
    expect(seen).toEqual(["connected", "reconnecting", "connected"]);
    expect(sizes).not.toContain(0);
    // [LR2] And the picture goes on where it was.
    await nextFrame(element);
  });

  it("[LP4] sends after the reconnection what was wished during it", async () => {
    const { alice, bob, aliceRoom, media } = await twoPeople();
    await alice.publish("camera", media.picture());
    await aliceRoom.simulateScenario("full-reconnect");
    await until(time, "alice reconnects", () => alice.state$.value === "reconnecting");
    await Promise.all([
      alice.publish("camera", media.picture()),
      alice.publish("microphone", media.sound()),
    ]);
    expect(alice.state$.value).toBe("connected");
    const camera = await cameraOfAlice(bob);
    await until(time, "the camera is open", () => !camera.muted$.value);
    const element = videoElement();
    camera.attach(element);
    await nextFrame(element);
    expect(bob.participants$.value.get("alice")?.media$.value.size).toBe(2);
  });

  it("[LR1] plays sound by itself, and survives a speaker that is gone", async () => {
    const { alice, bob, bobRoom, media } = await twoPeople();
    await bob.setSpeaker("a-speaker-of-another-day");
    await alice.publish("microphone", media.sound());
    const played = await until(time, "the sound plays", () => {
      const microphone = bob.participants$.value.get("alice")?.media$.value.get("microphone");
      if (microphone?.subscribed$.value !== true) return undefined;
      const remote = bobRoom.remoteParticipants.get("alice");
      return remote?.getTrackPublication(livekit.Track.Source.Microphone)?.track?.attachedElements;
    });
    expect(played).toHaveLength(1);
    await bob.setSpeaker("a-speaker-of-another-day");
    expect(bob.playbackBlocked$.value).toBe(false);
    expect(bob.state$.value).toBe("connected");
  });

  it("[LR2] shows a medium that comes after it was attached", async () => {
    const { alice, bob, media } = await twoPeople();
    await alice.publish("camera", media.picture());
    const camera = await until(time, "the camera is announced", () =>
      bob.participants$.value.get("alice")?.media$.value.get("camera"),
    );
    const element = videoElement();
    const detach = camera.attach(element);
    await nextFrame(element);
    detach();
    expect(element.srcObject).toBeNull();
  });

  it("[LR3] follows the picture's proportions", async () => {
    const { alice, bob, media } = await twoPeople();
    await alice.publish("camera", media.picture(640, 360));
    const camera = await cameraOfAlice(bob);
    camera.attach(videoElement());
    await until(
      time,
      "it is wide",
      () => Math.abs((camera.aspectRatio$.value ?? 0) - 16 / 9) < 0.1,
    );
    await alice.publish("camera", media.picture(360, 640));
    await until(
      time,
      "it is high",
      () => Math.abs((camera.aspectRatio$.value ?? 0) - 9 / 16) < 0.1,
    );
    expect(camera.subscribed$.value).toBe(true);
  });

  it("[LP2] leaves the capture alone when it is muted", async () => {
    const { alice, aliceRoom, media } = await twoPeople();
    const capture = media.picture();
    await alice.publish("camera", capture);
    await alice.publish("camera", undefined);
    expect(capture.track).toMatchObject({ enabled: true, readyState: "live" });
    expect(sentCamera(aliceRoom)?.mediaStreamTrack.readyState).toBe("ended");
  });

  it("[LP3] stops sending before the promise is kept", async () => {
    const { alice, aliceRoom, media } = await twoPeople();
    await alice.publish("camera", media.picture());
    const sent = sentCamera(aliceRoom)?.mediaStreamTrack;
    const muting = alice.publish("camera", undefined);
    expect(sent?.readyState).toBe("ended");
    await muting;
  });
});
