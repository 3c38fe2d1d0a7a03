import { CallError, createScope, DeviceError, signal } from "@confab/core";
import {
  createFakeCall,
  createFakeClock,
  createFakeLocalMedia,
  createFakeParticipant,
  type FakeLocalMedia,
} from "@confab/testing";
import { describe, expect, it } from "vitest";
import { createOwnMediaModel } from "../devices/ownMediaModel.ts";
import { createCallModel } from "./callModel.ts";

function setUp(before: (local: FakeLocalMedia) => void = () => {}) {
  const clock = createFakeClock();
  const scope = createScope();
  const local = createFakeLocalMedia();
  before(local);
  const call = createFakeCall(local);
  call.phase$.value = { kind: "joining" };
  const model = createCallModel(scope, {
    call,
    clock,
    media: createOwnMediaModel(local),
    ownName$: signal("Ada"),
    link: "https://confab.test/#/call/!room",
  });
  return { clock, scope, local, call, model };
}

describe("createCallModel", () => {
  it("[CA1] counts whole seconds from joining, and stops with its scope", async () => {
    const { clock, scope, call, model } = setUp();
    expect(model.elapsedSeconds$.value).toBe(0);
    await clock.advance(400);
    call.phase$.value = { kind: "joined", sinceMs: clock.now() - 300 };
    await clock.advance(699);
    expect(model.elapsedSeconds$.value).toBe(0);
    await clock.advance(1);
    expect(model.elapsedSeconds$.value).toBe(1);
    await clock.advance(59_000);
    expect(model.elapsedSeconds$.value).toBe(60);
    scope.end();
    expect(clock.pendingTimers).toBe(0);
  });

  it("[CA2] plays everybody else", () => {
    const { call, model } = setUp();
    const self = createFakeParticipant({ name: "Ada", isLocal: true });
    const bob = createFakeParticipant({ name: "Bob" });
    self.publish("microphone");
    const microphone = bob.publish("microphone");
    const screenAudio = bob.publish("screenAudio");
    bob.publish("camera");
    call.participants$.value = [self, bob];
    expect(model.sounds$.value.map((sound) => sound.media)).toEqual([microphone, screenAudio]);
    expect(model.participantCount$.value).toBe(2);
  });

  it("[CA3] turns warnings and device trouble into notices, blocked sound first", () => {
    const { local, call, model } = setUp();
    call.warnings$.value = new Set(["homeserver-unreachable", "no-delayed-leave"]);
    call.unknownIdentities$.value = ["@stranger:x:D"];
    call.publishProblem$.value = new CallError("PUBLISH_FAILED");
    call.playbackBlocked$.value = true;
    local.camera.problem$.value = new DeviceError("unplugged");
    expect(model.notices$.value.map((notice) => notice.id)).toEqual([
      "warning.playback-blocked",
      "warning.homeserver-unreachable",
      "warning.no-delayed-leave",
      "warning.publish-failed",
      "warning.unknown-identities",
      "device.camera.unplugged",
    ]);
    model.notices$.value[0]?.action?.run();
    expect(call.asked).toEqual(["resumePlayback"]);
    expect(model.notices$.value.map((notice) => notice.id)).not.toContain(
      "warning.playback-blocked",
    );
  });

  it("[CA5] keeps a notice away that was put away, until its reason comes anew", () => {
    const { call, model } = setUp();
    const shown = () => model.notices$.value.map((notice) => notice.id);
    call.warnings$.value = new Set(["sfu-reconnecting", "homeserver-unreachable"]);
    model.dismissNotice("warning.sfu-reconnecting");
    expect(shown()).toEqual(["warning.homeserver-unreachable"]);
    call.warnings$.value = new Set();
    call.warnings$.value = new Set(["sfu-reconnecting"]);
    expect(shown()).toEqual(["warning.sfu-reconnecting"]);
  });

  it("[CA5] does not repeat what the lobby told about devices", () => {
    const { local, model } = setUp((media) => {
      media.camera.problem$.value = new DeviceError("missing");
    });
    expect(model.notices$.value).toEqual([]);
    local.camera.problem$.value = undefined;
    local.camera.problem$.value = new DeviceError("missing");
    expect(model.notices$.value.map((notice) => notice.id)).toEqual(["device.camera.missing"]);
  });

  it("[CA4] says that joining takes long", async () => {
    const { clock, call, model } = setUp();
    expect(model.progress$.value).toBe("joining");
    await clock.advance(8000);
    expect(model.progress$.value).toBe("joining-slowly");
    call.phase$.value = { kind: "joined", sinceMs: clock.now() };
    expect(model.progress$.value).toBe("joined");
  });
});
