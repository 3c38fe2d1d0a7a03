import { type KeyValueStore, type ReadonlySignal, signal } from "@confab/core";

export const themeChoices = ["system", "light", "dark"] as const;

/** `system` follows the operating system. */
export type ThemeChoice = (typeof themeChoices)[number];

export interface ThemeModel {
  readonly choice$: ReadonlySignal<ThemeChoice>;
  choose(choice: ThemeChoice): void;
}

export function createThemeModel(store: KeyValueStore): ThemeModel {
  const key = "theme";
  const stored = store.get(key);
  const choice$ = signal(themeChoices.find((choice) => choice === stored) ?? "system");
  return {
    choice$,
    choose(choice) {
      choice$.value = choice;
      store.set(key, choice === "system" ? undefined : choice);
    },
  };
}
