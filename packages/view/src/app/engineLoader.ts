import { type Clock, computed, type ReadonlySignal, type Scope, signal } from "@confab/core";
import type { Engine, LoadEngine } from "./engine.ts";
import { slowAfter } from "../time/slowAfter.ts";

/** Fetching code this long deserves a word. */
const slowFetchMs = 10_000;

export type EngineState =
  | { readonly kind: "loading" }
  | { readonly kind: "slow" }
  | { readonly kind: "failed" }
  | { readonly kind: "ready"; readonly engine: Engine };

/** Fetches the engine once, and tells how that goes. */
export interface EngineLoader {
  readonly state$: ReadonlySignal<EngineState>;
  /** Starts fetching, or tries again after a failure. */
  load(): void;
}

export function createEngineLoader(scope: Scope, clock: Clock, load: LoadEngine): EngineLoader {
  const result$ = signal<Engine | "failed" | undefined>(undefined);
  const slow$ = signal<ReadonlySignal<boolean> | undefined>(undefined);
  let loading = false;

  const fetchEngine = async () => {
    const wait = scope.child();
    slow$.value = slowAfter(wait, clock, slowFetchMs);
    try {
      result$.value = await load();
    } catch {
      result$.value = "failed";
    } finally {
      loading = false;
      wait.end();
    }
  };

  return {
    state$: computed((): EngineState => {
      const result = result$.value;
      if (result === "failed") return { kind: "failed" };
      if (result !== undefined) return { kind: "ready", engine: result };
      return { kind: slow$.value?.value === true ? "slow" : "loading" };
    }),
    load() {
      const known = result$.peek();
      if (loading || (known !== undefined && known !== "failed")) return;
      loading = true;
      result$.value = undefined;
      void fetchEngine();
    },
  };
}
