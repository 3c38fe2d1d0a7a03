import type { OwnMediaModel, Shortcut } from "@confab/view";
import { useEffect } from "react";
import { useSurroundings } from "../surroundings.ts";

interface Props {
  readonly media: OwnMediaModel;
  readonly onHelp: () => void;
}

/** Where a key means itself: text, and lists that jump to what is typed. */
const ownKeys =
  'input, textarea, select, [contenteditable], [role="menu"], [role="listbox"], [role="dialog"]';

/** Listens for the call's one-key shortcuts, wherever the focus is. */
export function ShortcutKeys({ media, onHelp }: Props) {
  const { shortcuts } = useSurroundings();
  useEffect(() => {
    const run = (shortcut: Shortcut) => {
      switch (shortcut) {
        case "microphone":
          return media.microphone.toggle();
        case "camera":
          return media.camera.toggle();
        case "screen":
          return media.screen.available ? media.screen.toggle() : undefined;
        case "help":
          return onHelp();
      }
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (event.target instanceof Element && event.target.closest(ownKeys) !== null) return;
      const shortcut = shortcuts.shortcutFor(event.key);
      if (shortcut === undefined) return;
      event.preventDefault();
      run(shortcut);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [media, onHelp, shortcuts]);
  return undefined;
}
