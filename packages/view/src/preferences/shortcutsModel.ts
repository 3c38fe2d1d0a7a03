import { type KeyValueStore, type ReadonlySignal, signal } from "@confab/core";

export const shortcutKeys = { m: "microphone", v: "camera", s: "screen", "?": "help" } as const;

export type Shortcut = (typeof shortcutKeys)[keyof typeof shortcutKeys];

/** One-key shortcuts in the call. They can be switched off: speech input would trigger them (WCAG 2.1.4). */
export interface ShortcutsModel {
  readonly enabled$: ReadonlySignal<boolean>;
  setEnabled(enabled: boolean): void;
  /** What a key does now; nothing while they are off. */
  shortcutFor(key: string): Shortcut | undefined;
}

export function createShortcutsModel(store: KeyValueStore): ShortcutsModel {
  const storeKey = "shortcuts";
  const enabled$ = signal(store.get(storeKey) !== "off");
  return {
    enabled$,
    setEnabled(enabled) {
      enabled$.value = enabled;
      store.set(storeKey, enabled ? undefined : "off");
    },
    shortcutFor(key) {
      const name = key.toLowerCase();
      if (!isShortcutKey(name)) return undefined;
      return enabled$.peek() ? shortcutKeys[name] : undefined;
    },
  };
}

function isShortcutKey(key: string): key is keyof typeof shortcutKeys {
  return Object.hasOwn(shortcutKeys, key);
}
