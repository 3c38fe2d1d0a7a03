import type { EventEmitter } from "node:events";

/** A person or a program asked this process to end. */
export interface StopRequest {
  /** Aborts with the first request; the reason is an `Interrupted`. */
  readonly signal: AbortSignal;
  /** Called when somebody asks again, because the orderly end takes too long for them. */
  onInsist(listener: () => void): void;
}

/** Why work was given up: the signal that came. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * One Ctrl-C can arrive three times: from the terminal, from npm and from the bootstrap script. What follows within
 * this time is the same request.
 */
const sameRequestMs = 700;

/** `source` is the process; `disconnect` says that the bootstrap script that started us is gone. */
export function listenForStop(source: EventEmitter, now: () => number): StopRequest {
  const stop = new AbortController();
  const listeners: (() => void)[] = [];
  let first: number | undefined;
  const ask = (how: string) => {
    if (first === undefined) {
      first = now();
      stop.abort(new Interrupted(how));
    } else if (now() - first >= sameRequestMs) {
      for (const listener of listeners) listener();
    }
  };
  for (const signal of signals) source.on(signal, () => ask(signal));
  source.on("disconnect", () => ask("disconnect"));
  return {
    signal: stop.signal,
    onInsist(listener) {
      listeners.push(listener);
    },
  };
}
