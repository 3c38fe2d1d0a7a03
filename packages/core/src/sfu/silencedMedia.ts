import type { LocalMedia } from "../media/localMedia.ts";
import type { MediaSource, SfuConnection } from "../ports/sfu.ts";
import type { Scope } from "../reactive/scope.ts";
import { computed, effect, type ReadonlySignal, signal, untracked } from "../reactive/signal.ts";

/** A shared screen's sound has no switch of its own. */
type Switched = Exclude<MediaSource, "screenAudio">;

/**
 * Switches off here what a moderator has muted at the SFU, so that our own switches show what the others see. Says
 * whether something of it is still off.
 */
export function followSilencing(
  scope: Scope,
  connection: SfuConnection,
  local: LocalMedia,
): ReadonlySignal<boolean> {
  const silenced$ = signal<ReadonlySet<Switched>>(new Set());
  scope.onEnd(
    connection.onSilenced((source) => {
      if (source === "screenAudio") return;
      switchOff(local, source);
      silenced$.value = new Set([...silenced$.peek(), source]);
    }),
  );
  scope.onEnd(
    effect(() => {
      const stillOff = [...silenced$.value].filter((source) => !isOn(local, source));
      if (stillOff.length === silenced$.peek().size) return;
      untracked(() => {
        silenced$.value = new Set(stillOff);
      });
    }),
  );
  return computed(() => silenced$.value.size > 0);
}

function switchOff(local: LocalMedia, source: Switched): void {
  if (source === "screen") local.screen.stop();
  else local[source].setWanted(false);
}

function isOn(local: LocalMedia, source: Switched): boolean {
  return source === "screen"
    ? local.screen.capture$.value !== undefined
    : local[source].wanted$.value;
}
