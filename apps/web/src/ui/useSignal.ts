import type { ReadonlySignal } from "@confab/core";
import { useCallback, useSyncExternalStore } from "react";

/** Reads a signal and renders again when it changes. Read each one in the leaf that shows it. */
export function useSignal<T>(signal$: ReadonlySignal<T>): T {
  const subscribe = useCallback(
    (onChange: () => void) => signal$.subscribe(() => onChange()),
    [signal$],
  );
  return useSyncExternalStore(subscribe, () => signal$.peek());
}
