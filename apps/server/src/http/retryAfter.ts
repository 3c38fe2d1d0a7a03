import { parseMatrixError } from "@confab/protocol";

/** Nobody can put us off for longer. */
const longestMs = 3_600_000;

/**
 * When to ask again, in milliseconds from `now` (Unix epoch): from the header `Retry-After` (RFC 9110: seconds or a
 * date), else from `retry_after_ms` of a Matrix error. In whole seconds, rounded up, and at most an hour; undefined when
 * there is neither or when the time is over already.
 */
export function readRetryAfter(
  header: string | undefined,
  body: unknown,
  now: number,
): number | undefined {
  return (
    inWholeSeconds(readHeader(header, now)) ?? inWholeSeconds(parseMatrixError(body).retryAfterMs)
  );
}

function readHeader(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // The three forms of a date in HTTP start with the day of the week; `Date.parse` would take much more.
  return /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text) ? Date.parse(text) - now : undefined;
}

function inWholeSeconds(ms: number | undefined): number | undefined {
  if (ms === undefined || !(ms > 0)) return undefined;
  return Math.min(Math.max(Math.ceil(ms / 1000), 1) * 1000, longestMs);
}
