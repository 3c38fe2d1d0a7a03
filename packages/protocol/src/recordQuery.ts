import * as v from "valibot";
import { isUserId } from "./matrixId.ts";

/** Calls on a page: without a wish, and at most. */
export const defaultRecordLimit = 25;
export const mostRecords = 100;

/** The place of a call among others: the newest comes first. */
export interface RecordCursor {
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly callId: string;
}

const wholeNumber = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number));
const time = v.union([
  wholeNumber,
  v.pipe(
    v.string(),
    v.isoTimestamp(),
    v.transform((text) => Date.parse(text)),
    v.integer(),
  ),
]);

// Strict: a misspelt filter would give more than was asked for.
const recordQuery = v.strictObject({
  from: v.optional(time),
  to: v.optional(time),
  kind: v.optional(v.picklist(["voice", "video"])),
  participant: v.optional(v.pipe(v.string(), v.check(isUserId))),
  outcome: v.optional(v.picklist(["ongoing", "ended", "missed"])),
  limit: v.optional(v.pipe(wholeNumber, v.minValue(1), v.maxValue(mostRecords))),
  cursor: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,15}\.[0-9a-f]{32}$/),
      v.transform((text): RecordCursor => {
        const [startedAt = "", callId = ""] = text.split(".");
        return { startedAt: Number(startedAt), callId };
      }),
    ),
  ),
  format: v.optional(v.picklist(["json", "csv"])),
});

/** Which calls to give back. `from` is part of the time asked for, `to` is not; both are about when a call started. */
export type RecordQuery = Readonly<v.InferOutput<typeof recordQuery>>;

/** Reads a query string's fields; or the name of the first that is not right. */
export function parseRecordQuery(
  input: unknown,
): { readonly query: RecordQuery } | { readonly problem: string } {
  const result = v.safeParse(recordQuery, input);
  if (result.success) return { query: result.output };
  return { problem: v.getDotPath(result.issues[0]) ?? "(all)" };
}

/** Opaque to clients. */
export function formatRecordCursor({ startedAt, callId }: RecordCursor): string {
  return `${startedAt}.${callId}`;
}
