import {
  leaveContent,
  membershipEventType,
  membershipStateKey,
  parseDelayId,
  parseMatrixError,
} from "@confab/protocol";
import { bad, type Check, note, ok } from "../check.ts";
import type { Answer } from "../network/ask.ts";
import type { Matrix } from "./matrix.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const managementPath = "/unstable/org.matrix.msc4140/delayed_events";

const allowDay = "homeserver.yaml: max_event_delay_duration: 24h";
/** Workers know restarts alone; everything else about delayed events is the main process's (Synapse, "Workers"). */
const routeToMain =
  "route only GET …/delayed_events and POST …/delayed_events/{id}/restart to workers, all else below it to the main process";

/** Schedules a leave as a client does before it joins, restarts it and takes it back. Nothing is ever sent. */
export async function delayedEventChecks(
  matrix: Matrix,
  roomId: string,
): Promise<readonly Check[]> {
  const full = await schedule(matrix, roomId, dayMs);
  const isTooLong = /DELAY_TOO_LARGE|MAX_DELAY_EXCEEDED/.test(parseMatrixError(full.body).errcode);
  const scheduled = isTooLong ? await schedule(matrix, roomId, hourMs) : full;
  const delayId = parseDelayId(scheduled.body);
  if (delayId === undefined) return [explain(scheduled, isTooLong)];
  const problems = [
    ...(await manage(matrix, delayId, "restart")),
    ...(await manage(matrix, delayId, "cancel")),
  ];
  return [
    isTooLong
      ? note("Delayed events of 24 hours are refused, of one hour not: enough for most", allowDay)
      : ok("Leaves can be scheduled for up to 24 hours"),
    ...(problems.length === 0
      ? [ok("A scheduled leave can be restarted and taken back")]
      : problems),
  ];
}

async function schedule(matrix: Matrix, roomId: string, delayMs: number): Promise<Answer> {
  const { userId, deviceId } = matrix.account;
  const key = membershipStateKey({ userId, deviceId, roomVersion: "12" });
  const path = [roomId, "state", membershipEventType, key].map(encodeURIComponent).join("/");
  return matrix.ask("PUT", `/v3/rooms/${path}?org.matrix.msc4140.delay=${delayMs}`, leaveContent);
}

function explain({ status, failure, body }: Answer, isTooLong: boolean): Check {
  if (isTooLong) {
    return bad(
      "A leave cannot be scheduled an hour ahead: clients join without one, and who vanishes stays in the call",
      allowDay,
    );
  }
  if (status === 200) {
    return bad("A delayed event is sent at once: the homeserver does not know them", allowDay);
  }
  const { errcode } = parseMatrixError(body);
  return bad(
    `A leave cannot be scheduled (${failure || `${status} ${errcode}`.trim()})`,
    status === 404 ? routeToMain : allowDay,
  );
}

async function manage(
  matrix: Matrix,
  delayId: string,
  action: "restart" | "cancel",
): Promise<readonly Check[]> {
  const path = `${managementPath}/${encodeURIComponent(delayId)}/${action}`;
  const { status, failure, body } = await matrix.ask("POST", path, {});
  if (status === 200) return [];
  const { errcode } = parseMatrixError(body);
  return [
    bad(
      `A scheduled leave cannot be ${action === "restart" ? "restarted" : "taken back"} (${failure || `${status} ${errcode}`.trim()})`,
      status === 429
        ? "homeserver.yaml: rc_delayed_event_mgmt: {per_second: 1, burst_count: 20}"
        : routeToMain,
    ),
  ];
}
