import { createFakeCall, createFakeLocalMedia, createFakeParticipant } from "@confab/testing";
import { signal } from "@confab/core";
import { describe, expect, it } from "vitest";
import { createCallTiles } from "../tile/callTiles.ts";
import { createStageModel } from "./stageModel.ts";

function setUp(...names: string[]) {
  const call = createFakeCall(createFakeLocalMedia());
  const people = names.map((name, joinedAt) => createFakeParticipant({ name, joinedAt }));
  call.participants$.value = people;
  const stage = createStageModel(createCallTiles(call, signal("Ada")));
  stage.resize({ width: 1200, height: 700 });
  return { call, people, stage };
}

describe("createStageModel", () => {
  it("[LA5] shows the latest shared screen large, everybody in a strip beside it", () => {
    const { people, stage } = setUp("Bob", "Cleo");
    expect(stage.layout$.value.kind).toBe("grid");

    people[0]?.publish("screen");
    people[1]?.publish("screen");
    expect(stage.spotlight$.value?.name$.value).toBe("Cleo");
    const { spotlight, people: strip, rects } = stage.layout$.value;
    expect(spotlight?.width).toBeGreaterThan(800);
    expect(strip.inline).toBeGreaterThan(spotlight?.width ?? 0);
    expect(rects).toHaveLength(stage.people$.value.length);
    expect(stage.people$.value.map((tile) => tile.id)).toContain(`${people[0]?.id}@0/screen`);

    people[1]?.withdraw("screen");
    people[0]?.withdraw("screen");
    expect(stage.layout$.value.kind).toBe("grid");
  });

  it("[LA5] puts the strip below on a tall stage, and brings another screen forward when asked", () => {
    const { people, stage } = setUp("Bob", "Cleo");
    stage.resize({ width: 380, height: 700 });
    people[0]?.publish("screen");
    people[1]?.publish("screen");
    const { spotlight, people: strip } = stage.layout$.value;
    expect(strip.block).toBeGreaterThan(spotlight?.height ?? 0);

    const small = stage.people$.value.find((tile) => tile.source === "screen");
    stage.bringForward(small?.id ?? "");
    expect(stage.spotlight$.value).toBe(small);
  });

  it("[LA6] keeps the own screen small", async () => {
    const { call, stage } = setUp("Bob");
    await call.local.screen.start();
    expect(stage.spotlight$.value).toBeUndefined();
    expect(stage.people$.value.at(-1)).toMatchObject({ source: "screen", isLocal: true });
  });

  it("[LA7] does not move when people speak and mute", () => {
    const { people, stage } = setUp("Bob", "Cleo", "Dora");
    let layouts = 0;
    let lists = 0;
    stage.layout$.subscribe(() => (layouts += 1));
    stage.people$.subscribe(() => (lists += 1));
    for (const person of people) {
      person.speaking$.value = true;
      person.quality$.value = "poor";
      person.publish("microphone").mute();
      person.publish("camera").mute();
      person.displayName$.value = "Somebody else";
    }
    stage.resize({ width: 1200, height: 700 });
    expect({ layouts, lists }).toEqual({ layouts: 1, lists: 1 });
  });
});
