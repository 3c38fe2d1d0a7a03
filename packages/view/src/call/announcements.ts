import {
  type Call,
  type CallParticipant,
  type CallWarning,
  type Clock,
  effect,
  type ReadonlySignal,
  type Scope,
  signal,
  untracked,
} from "@confab/core";

/** Something a screen reader says. */
export type Announcement = Announced & {
  /** Different for each, so that the same words twice are said twice. */
  readonly id: number;
};

type Announced =
  | {
      readonly kind: "joined" | "left" | "shares-screen" | "stopped-sharing";
      readonly name: string;
    }
  | {
      readonly kind: "microphone-on" | "microphone-off" | "camera-on" | "camera-off";
      readonly name?: undefined;
    }
  | { readonly kind: "warning-began" | "warning-ended"; readonly warning: CallWarning };

/** Long enough to be read out; then gone, so that nobody finds it later by browsing the page. */
const lifetimeMs = 5000;

/** What happens in the call, for those who do not see it. Starts silent: who is there already is not news. */
export function announcements(
  scope: Scope,
  clock: Clock,
  call: Call,
): ReadonlySignal<readonly Announcement[]> {
  const current$ = signal<readonly Announcement[]>([]);
  let count = 0;
  const announce = (announced: Announced) => {
    count += 1;
    const announcement: Announcement = { ...announced, id: count };
    current$.value = [...current$.peek(), announcement];
    scope.onEnd(
      clock.after(lifetimeMs, () => {
        current$.value = current$.peek().filter((known) => known !== announcement);
      }),
    );
  };

  onChange(
    scope,
    () => others(call),
    (before, now) => {
      for (const someone of arrived(before, now)) announce(named("joined", someone));
      for (const someone of arrived(now, before)) announce(named("left", someone));
    },
  );
  onChange(
    scope,
    () => others(call).filter((someone) => someone.media$.value.has("screen")),
    (before, now) => {
      const present = new Set(untracked(() => others(call)));
      for (const someone of arrived(before, now)) announce(named("shares-screen", someone));
      for (const someone of arrived(now, before)) {
        if (present.has(someone)) announce(named("stopped-sharing", someone));
      }
    },
  );
  for (const kind of ["microphone", "camera"] as const) {
    onChange(
      scope,
      () => call.local[kind].wanted$.value,
      (_, on) => announce({ kind: `${kind}-${on ? "on" : "off"}` }),
    );
  }
  onChange(
    scope,
    () => call.warnings$.value,
    (before, now) => {
      for (const warning of now) {
        if (!before.has(warning)) announce({ kind: "warning-began", warning });
      }
      for (const warning of before) {
        if (!now.has(warning)) announce({ kind: "warning-ended", warning });
      }
    },
  );
  return current$;
}

function others(call: Call): readonly CallParticipant[] {
  return call.participants$.value.filter((someone) => !someone.isLocal);
}

function arrived(
  before: readonly CallParticipant[],
  now: readonly CallParticipant[],
): readonly CallParticipant[] {
  const known = new Set(before);
  return now.filter((someone) => !known.has(someone));
}

function named(
  kind: "joined" | "left" | "shares-screen" | "stopped-sharing",
  participant: CallParticipant,
): Announced {
  return { kind, name: participant.displayName$.peek() };
}

/** Calls `react` with the value before and the value now, but not for the first value. */
function onChange<T>(scope: Scope, read: () => T, react: (before: T, now: T) => void): void {
  let known: { readonly value: T } | undefined;
  scope.onEnd(
    effect(() => {
      const value = read();
      const before = known;
      known = { value };
      if (before !== undefined && !Object.is(before.value, value)) {
        untracked(() => react(before.value, value));
      }
    }),
  );
}
