import { createMemoryStore } from "@confab/testing";
import { describe, expect, it } from "vitest";
import { createShortcutsModel } from "./shortcutsModel.ts";
import { createThemeModel } from "./themeModel.ts";

describe("createThemeModel", () => {
  it("[PR1] follows the system until somebody chooses, and keeps the choice", () => {
    const store = createMemoryStore();
    expect(createThemeModel(store).choice$.value).toBe("system");
    createThemeModel(store).choose("dark");
    expect(createThemeModel(store).choice$.value).toBe("dark");
    createThemeModel(store).choose("system");
    expect(store.get("theme")).toBeUndefined();
  });

  it("[PR1] takes no theme that it does not know", () => {
    expect(createThemeModel(createMemoryStore({ theme: "pink" })).choice$.value).toBe("system");
  });
});

describe("createShortcutsModel", () => {
  it("[PR2] knows its keys, and none while switched off", () => {
    const store = createMemoryStore();
    const shortcuts = createShortcutsModel(store);
    expect(shortcuts.shortcutFor("M")).toBe("microphone");
    expect(shortcuts.shortcutFor("?")).toBe("help");
    expect(shortcuts.shortcutFor("toString")).toBeUndefined();
    shortcuts.setEnabled(false);
    expect(shortcuts.shortcutFor("m")).toBeUndefined();
    expect(createShortcutsModel(store).enabled$.value).toBe(false);
  });
});
