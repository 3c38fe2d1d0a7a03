/** A check that passes when `url` answers 200. */
export function httpAnswers(url: string): (signal: AbortSignal) => Promise<boolean> {
  return async (signal) => {
    try {
      const response = await fetch(url, { signal });
      await response.body?.cancel();
      return response.status === 200;
    } catch {
      return false;
    }
  };
}
