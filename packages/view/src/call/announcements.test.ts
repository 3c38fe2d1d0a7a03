import {
  createFakeCall,
  createFakeClock,
  createFakeLocalMedia,
  createFakeParticipant,
} from "@confab/testing";
import { createScope } from "@confab/core";
import { describe, expect, it } from "vitest";
import { announcements } from "./announcements.ts";

function setUp() {
  const clock = createFakeClock();
  const scope = createScope();
  const call = createFakeCall(createFakeLocalMedia());
  const bob = createFakeParticipant({ name: "Bob" });
  call.participants$.value = [bob];
  const announced$ = announcements(scope, clock, call);
  const said = () => announced$.value;
  return { clock, scope, call, bob, said };
}

describe("announcements", () => {
  it("[AN1] tells who comes and goes, not who was there", () => {
    const { call, bob, said } = setUp();
    expect(said()).toEqual([]);
    const cleo = createFakeParticipant({ name: "Cleo" });
    call.participants$.value = [bob, cleo];
    call.participants$.value = [cleo];
    expect(said()).toMatchObject([
      { kind: "joined", name: "Cleo" },
      { kind: "left", name: "Bob" },
    ]);
  });

  it("[AN2] tells about screens, switches and warnings", () => {
    const { call, bob, said } = setUp();
    bob.publish("screen");
    bob.withdraw("screen");
    call.local.microphone.setWanted(false);
    call.local.camera.setWanted(false);
    call.warnings$.value = new Set(["sfu-reconnecting"]);
    call.warnings$.value = new Set();
    expect(said()).toMatchObject([
      { kind: "shares-screen", name: "Bob" },
      { kind: "stopped-sharing", name: "Bob" },
      { kind: "microphone-off" },
      { kind: "camera-off" },
      { kind: "warning-began", warning: "sfu-reconnecting" },
      { kind: "warning-ended", warning: "sfu-reconnecting" },
    ]);
  });

  it("[AN2] does not call it the end of sharing when somebody leaves while sharing", () => {
    const { call, bob, said } = setUp();
    bob.publish("screen");
    call.participants$.value = [];
    expect(said().map(({ kind }) => kind)).toEqual(["shares-screen", "left"]);
  });

  it("[AN3] forgets what has been read out, and everything with its scope", async () => {
    const { clock, scope, call, said } = setUp();
    call.local.microphone.setWanted(false);
    await clock.advance(4999);
    expect(said()).toHaveLength(1);
    await clock.advance(1);
    expect(said()).toEqual([]);
    call.local.microphone.setWanted(true);
    scope.end();
    expect(clock.pendingTimers).toBe(0);
  });
});
