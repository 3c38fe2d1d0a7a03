/** Does something with each item, with so many at the same time. Rejects with the first failure. */
export async function inParallel<T>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const workers = Array.from({ length: Math.min(most, items.length) }, async () => {
    for (const item of rest) await work(item);
  });
  await Promise.all(workers);
}
