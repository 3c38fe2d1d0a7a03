import type { CallRecord, RecordCursor } from "@confab/protocol";
import { stringify } from "csv-stringify/sync";
import type { RecordPage } from "./recordReader.ts";

const columns = [
  "callId",
  "roomId",
  "slotId",
  "kind",
  "status",
  "startedAt",
  "endedAt",
  "durationSeconds",
  "userId",
  "deviceId",
  "outcome",
  "joinedAt",
  "leftAt",
  "leaveReason",
] as const;

type Row = Readonly<Record<(typeof columns)[number], string>>;

/**
 * The calls as a table (RFC 4180), page by page: a header; one line for each connection, and one for each person who
 * was rung and was never there. A cell that a spreadsheet would take for a formula, as every user id, has `'` in front.
 * `first` is there already, so that an error in it can be an answer of its own.
 */
export async function* formatCsv(
  first: RecordPage,
  next: (cursor: RecordCursor) => Promise<RecordPage>,
): AsyncGenerator<string> {
  yield toCsv([columns]);
  for (let page = first; ; page = await next(page.next)) {
    const rows = page.calls.flatMap(toRows);
    if (rows.length > 0) yield toCsv(rows.map((row) => columns.map((column) => row[column])));
    if (page.next === undefined) return;
  }
}

function toCsv(lines: readonly (readonly string[])[]): string {
  return stringify(
    lines.map((line) => [...line]),
    { record_delimiter: "windows", escape_formulas: true },
  );
}

function toRows(call: CallRecord): readonly Row[] {
  const ofCall = {
    callId: call.callId,
    roomId: call.roomId,
    slotId: call.slotId,
    kind: call.kind,
    status: call.status,
    startedAt: formatTime(call.startedAt),
    endedAt: formatTime(call.endedAt),
    durationSeconds:
      call.endedAt === null ? "" : String(Math.round((call.endedAt - call.startedAt) / 1000)),
  };
  const present = call.participations.map((participation) => ({
    ...ofCall,
    userId: participation.userId ?? "",
    deviceId: participation.deviceId ?? "",
    outcome: "joined",
    joinedAt: formatTime(participation.joinedAt),
    leftAt: formatTime(participation.leftAt),
    leaveReason: participation.leaveReason ?? "",
  }));
  const there = new Set(call.participations.map(({ userId }) => userId));
  // Of several rings the last one counts.
  const rung = new Map(
    call.rings
      .flatMap(({ people }) => people)
      .filter(({ userId }) => !there.has(userId))
      .map(({ userId, outcome }) => [userId, outcome]),
  );
  const absent = [...rung].map(([userId, outcome]) => ({
    ...ofCall,
    userId,
    deviceId: "",
    outcome,
    joinedAt: "",
    leftAt: "",
    leaveReason: "",
  }));
  return [...present, ...absent];
}

/** ISO 8601 in UTC. */
function formatTime(time: number | null): string {
  return time === null ? "" : new Date(time).toISOString();
}
