import { effect, type ReadonlySignal, type Scope } from "@confab/core";

interface Page {
  readonly document: Pick<EventTarget, "addEventListener" | "removeEventListener"> & {
    readonly visibilityState: DocumentVisibilityState;
  };
  readonly navigator: { readonly wakeLock?: Pick<WakeLock, "request"> };
}

/** Keeps the screen on during a call: a phone that falls asleep takes its camera with it. */
export function keepAwake(scope: Scope, inCall$: ReadonlySignal<boolean>, page: Page): void {
  const { document } = page;
  const { wakeLock } = page.navigator;
  if (wakeLock === undefined) return;
  let lock: Promise<WakeLockSentinel | undefined> | undefined;

  const release = () => {
    void lock?.then((sentinel) => sentinel?.release());
    lock = undefined;
  };
  /** The browser drops the lock when the page is hidden, and refuses it on an empty battery: then it sleeps. */
  const request = () => {
    release();
    if (!inCall$.peek() || document.visibilityState !== "visible") return;
    lock = wakeLock.request("screen").catch(() => undefined);
  };

  document.addEventListener("visibilitychange", request);
  scope.onEnd(() => document.removeEventListener("visibilitychange", request));
  scope.onEnd(
    effect(() => {
      if (inCall$.value) request();
      else release();
    }),
  );
}
