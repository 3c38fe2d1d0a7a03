import { computed, type ReadonlySignal, type SessionState, signal } from "@confab/core";
import type { RequestOutcome } from "../clientServer/clientServerApi.ts";

/** Whether the homeserver answers and still knows us: the last word of requests and of the sync counts. */
export interface Connectivity {
  readonly state$: ReadonlySignal<SessionState>;
  readonly online$: ReadonlySignal<boolean>;
  report(outcome: RequestOutcome): void;
}

export function createConnectivity(): Connectivity {
  const state$ = signal<SessionState>("connecting");
  return {
    state$,
    online$: computed(() => state$.value !== "offline"),
    report(outcome) {
      // A token does not come back.
      if (state$.peek() === "signed-out") return;
      const states = {
        answered: "online",
        "no-answer": "offline",
        "token-revoked": "signed-out",
      } as const;
      state$.value = states[outcome];
    },
  };
}
