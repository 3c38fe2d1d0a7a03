import type { Clock } from "./clock.ts";

/**
 * Gives a task `ms` milliseconds. When they are over its signal aborts and the promise rejects, also when the task does
 * not heed the signal: DNS look-ups, for one, cannot be aborted.
 */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let cancel = () => {};
  const deadline = new Promise<never>((_resolve, reject) => {
    cancel = clock.after(ms, () => {
      const error = new Error(`no answer within ${ms} ms`);
      controller.abort(error);
      reject(error);
    });
  });
  try {
    return await Promise.race([task(controller.signal), deadline]);
  } finally {
    cancel();
  }
}
