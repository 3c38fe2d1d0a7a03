import { createFakeWorld } from "@confab/testing";
import { describe, expect, it } from "vitest";

async function inCall() {
  const world = createFakeWorld();
  const alice = world.person("Alice");
  await alice.call.join();
  await world.clock.settle();
  const sent = () => [...world.sfu.connection(alice.identity).sent.keys()];
  return { world, alice, local: alice.call.local, sent };
}

describe("publishing", () => {
  it("[PB1] follows what is captured", async () => {
    const { world, alice, local, sent } = await inCall();
    expect(sent()).toEqual(["microphone", "camera"]);
    local.microphone.setWanted(false);
    await world.clock.settle();
    expect(sent()).toEqual(["camera"]);
    alice.devices.screenHasAudio = true;
    await local.screen.start();
    await world.clock.settle();
    expect(sent()).toEqual(["camera", "screen", "screenAudio"]);
    local.screen.stop();
    local.camera.setWanted(false);
    await world.clock.settle();
    expect(sent()).toEqual([]);
  });

  it("[PB1] sends the other camera when another one is chosen", async () => {
    const { world, alice, local } = await inCall();
    local.camera.selectDevice("cam-2");
    await world.clock.settle();
    const { sent } = world.sfu.connection(alice.identity);
    expect(sent.get("camera")?.deviceId).toBe("cam-2");
  });

  it("[PB2] ends as the last of many wishes says", async () => {
    const { world, local, sent } = await inCall();
    world.sfu.faults.latencyMs = 300;
    for (const wanted of [false, true, false, true, false]) {
      local.camera.setWanted(wanted);
      await world.clock.advance(100);
    }
    await world.clock.advance(2000);
    expect(sent()).toEqual(["microphone"]);
    local.camera.setWanted(true);
    await world.clock.advance(2000);
    expect(sent()).toEqual(["microphone", "camera"]);
  });

  it("[PB2] mutes at once, however long an earlier change takes", async () => {
    const { world, local, sent } = await inCall();
    local.microphone.setWanted(false);
    await world.clock.settle();
    world.sfu.faults.latencyMs = 60_000;
    local.microphone.setWanted(true);
    await world.clock.advance(1000);
    local.microphone.setWanted(false);
    await world.clock.advance(120_000);
    expect(sent()).toEqual(["camera"]);
    world.sfu.faults.latencyMs = 0;
    local.microphone.selectDevice("mic-2");
    await world.clock.settle();
    world.sfu.faults.latencyMs = 60_000;
    local.microphone.setWanted(true);
    local.camera.selectDevice("cam-2");
    await world.clock.settle();
    local.camera.setWanted(false);
    await world.clock.settle();
    expect(sent()).toEqual([]);
  });

  it("[PB3] tells what could not be sent, and tries again", async () => {
    const world = createFakeWorld();
    const { call, identity } = world.person("Alice");
    world.sfu.faults.refusePublishing = (source) => source === "camera";
    await call.join();
    await world.clock.settle();
    expect(call.publishProblem$.value).toMatchObject({
      code: "PUBLISH_FAILED",
      data: { source: "camera" },
    });
    world.sfu.faults.refusePublishing = () => false;
    await world.clock.advance(5000);
    expect(call.publishProblem$.value).toBeUndefined();
    expect(world.sfu.connection(identity).sent.has("camera")).toBe(true);
  });

  it("[PB3] mutes at once while it waits to try again", async () => {
    const { world, local, alice, sent } = await inCall();
    world.sfu.faults.refusePublishing = () => true;
    local.microphone.selectDevice("mic-2");
    await world.clock.settle();
    expect(alice.call.publishProblem$.value).toBeDefined();
    local.microphone.setWanted(false);
    await world.clock.settle();
    expect(sent()).toEqual(["camera"]);
    expect(alice.call.publishProblem$.value).toBeUndefined();
  });

  it("[PB6] switches off what a moderator has muted, and says so until it is on again", async () => {
    const { world, alice, local, sent } = await inCall();
    const { call, identity } = alice;
    world.sfu.connection(identity).silence("microphone");
    await world.clock.settle();
    expect(local.microphone.wanted$.value).toBe(false);
    expect(sent()).toEqual(["camera"]);
    expect([...call.warnings$.value]).toEqual(["silenced"]);
    local.microphone.setWanted(true);
    await world.clock.settle();
    expect(sent().toSorted()).toEqual(["camera", "microphone"]);
    expect(call.warnings$.value.size).toBe(0);
    local.microphone.setWanted(false);
    await world.clock.settle();
    expect(call.warnings$.value.size).toBe(0);
  });

  it("[PB6] does so with camera and screen", async () => {
    const { world, alice, local, sent } = await inCall();
    alice.devices.screenHasAudio = true;
    await local.screen.start();
    await world.clock.settle();
    const connection = world.sfu.connection(alice.identity);
    for (const source of ["screen", "screenAudio", "camera"] as const) connection.silence(source);
    await world.clock.settle();
    expect(sent()).toEqual(["microphone"]);
    expect([...alice.call.warnings$.value]).toEqual(["silenced"]);
    await local.screen.start();
    await world.clock.settle();
    expect([...alice.call.warnings$.value]).toEqual(["silenced"]);
    local.camera.setWanted(true);
    await world.clock.settle();
    expect(alice.call.warnings$.value.size).toBe(0);
  });

  it("[PB4] sends everything again after a reconnection", async () => {
    const { world, alice, sent } = await inCall();
    world.sfu.connection(alice.identity).close("server-shutdown");
    await world.clock.advance(1000);
    expect(sent()).toEqual(["microphone", "camera"]);
  });

  it("[PB5] uses the chosen speaker", async () => {
    const { world, alice, local } = await inCall();
    const speaker = () => world.sfu.connection(alice.identity).speaker;
    local.speaker.selectDevice("speaker-2");
    expect(speaker()).toBe("speaker-2");
    world.sfu.connection(alice.identity).close("server-shutdown");
    await world.clock.advance(1000);
    expect(speaker()).toBe("speaker-2");
  });
});
