import type { Clock } from "@confab/core";

/** Longest delay that `setTimeout` takes; a longer one would fire at once. */
const longestTimeoutMs = 2 ** 31 - 1;

/** The browser's clock. Timers run late in hidden tabs, except while a call's connection is open. */
export function createBrowserClock(): Clock {
  return {
    now: () => Date.now(),
    after(ms, task) {
      let timer: ReturnType<typeof setTimeout>;
      const wait = (leftMs: number) => {
        timer =
          leftMs > longestTimeoutMs
            ? setTimeout(() => wait(leftMs - longestTimeoutMs), longestTimeoutMs)
            : setTimeout(task, leftMs);
      };
      wait(ms);
      return () => clearTimeout(timer);
    },
  };
}
