import type { ReadonlySignal } from "@confab/core";
import { useMessages } from "../surroundings.ts";
import { useSignal } from "../useSignal.ts";
import "./levelMeter.css";

const bars = [0.06, 0.18, 0.34, 0.52, 0.74];

/** How loud the own microphone is. */
export function LevelMeter({ level$ }: { readonly level$: ReadonlySignal<number> }) {
  const { lobby } = useMessages();
  const level = useSignal(level$);
  return (
    <span
      className="level-meter"
      role="meter"
      aria-label={lobby.level}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(level * 100)}
    >
      {bars.map((threshold) => (
        <span key={threshold} data-lit={level >= threshold || undefined} />
      ))}
    </span>
  );
}
