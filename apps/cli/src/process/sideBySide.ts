type Job<T> = (signal: AbortSignal) => Promise<T>;

/**
 * Runs two jobs at once. The first failure aborts the other's signal and is what this rejects with, after both have
 * ended: nothing goes on behind the caller's back.
 */
export async function sideBySide<A, B>(
  signal: AbortSignal,
  first: Job<A>,
  second: Job<B>,
): Promise<[A, B]> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const guard = async <T>(job: Job<T>): Promise<T> => {
    try {
      return await job(either);
    } catch (failure) {
      failed.abort(failure);
      throw failure;
    }
  };
  const both = [guard(first), guard(second)] as const;
  await Promise.allSettled(both);
  either.throwIfAborted();
  return Promise.all(both);
}
