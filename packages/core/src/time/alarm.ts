import type { Clock } from "../ports/clock.ts";
import type { Scope } from "../reactive/scope.ts";
import { pause } from "./pause.ts";

/** A wait that can be cut short. */
export interface Alarm {
  /** Resolves after `ms` milliseconds, when it is rung, or when the scope ends. A ring before the wait counts. */
  wait(ms: number): Promise<void>;
  ring(): void;
}

export function createAlarm(scope: Scope, clock: Clock): Alarm {
  let wait: Scope | undefined;
  let rung = false;
  return {
    async wait(ms) {
      if (!rung) {
        wait = scope.child();
        await pause(wait, clock, ms);
        wait.end();
      }
      rung = false;
    },
    ring() {
      rung = true;
      wait?.end();
    },
  };
}
