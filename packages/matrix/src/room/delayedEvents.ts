import { type DelayedEventAction, MatrixRequestError } from "@confab/core";
import { offersDelayedEvents, parseDelayId, parseMaxDelay } from "@confab/protocol";
import type { ClientServerApi } from "../clientServer/clientServerApi.ts";
import { rememberSuccess } from "../clientServer/rememberSuccess.ts";

/** Scheduled state events (MSC4140, the unstable form that servers and clients ship). */
export interface DelayedEvents {
  /** Learns beforehand what `schedule` must know. Never rejects. */
  prepare(): Promise<void>;
  /** See `MatrixRoomPort.scheduleState`. */
  schedule(statePath: string, content: object, delayMs: number): Promise<{ delayId: string }>;
  /** See `MatrixRoomPort.updateDelayed`. */
  update(delayId: string, action: DelayedEventAction): Promise<void>;
}

const endpoint = "/unstable/org.matrix.msc4140/delayed_events";
/** A restart that takes longer than this is better sent anew: the leave is due a few seconds later. */
const updateOptions = { outlivesPage: true, timeoutMs: 5_000 };
const delayTooLarge: ReadonlySet<string> = new Set([
  "ORG.MATRIX.MSC4140_DELAY_TOO_LARGE",
  "M_MAX_DELAY_EXCEEDED",
]);

export function createDelayedEvents(api: ClientServerApi): DelayedEvents {
  const isSupported = rememberSuccess(() => api.get("/versions").then(offersDelayedEvents));

  return {
    async prepare() {
      await isSupported().catch(() => {});
    },

    async schedule(statePath, content, delayMs) {
      // A homeserver that does not know the parameter would send the event now: for a leave, the opposite of a join.
      if (!(await isSupported())) throw unsupported();
      try {
        const answer = await api.put(`${statePath}?org.matrix.msc4140.delay=${delayMs}`, content);
        const delayId = parseDelayId(answer);
        if (delayId === undefined) throw unsupported();
        return { delayId };
      } catch (error) {
        throw await withMaximum(api, error);
      }
    },

    async update(delayId, action) {
      const path = `${endpoint}/${encodeURIComponent(delayId)}`;
      try {
        await api.post(`${path}/${action}`, {}, updateOptions);
      } catch (error) {
        if (!isUnknownEndpoint(error)) throw error;
        // Homeservers of 2025 want the action in the body.
        await api.post(path, { action }, updateOptions);
      }
    },
  };
}

/** The form that says "no such endpoint" (client-server API, "API Standards"). */
function unsupported(): MatrixRequestError {
  return new MatrixRequestError({ status: 404, errcode: "M_UNRECOGNIZED" });
}

function isUnknownEndpoint(error: unknown): boolean {
  return error instanceof MatrixRequestError && error.errcode === "M_UNRECOGNIZED";
}

/** Synapse names the maximum in its capabilities, not in the refusal. */
async function withMaximum(api: ClientServerApi, error: unknown): Promise<unknown> {
  if (!(error instanceof MatrixRequestError) || !delayTooLarge.has(error.errcode)) return error;
  if (error.data["maxDelayMs"] !== undefined) return error;
  const maxDelayMs = await api
    .get("/v3/capabilities")
    .then(parseMaxDelay)
    .catch(() => undefined);
  return new MatrixRequestError({
    status: error.status,
    errcode: error.errcode,
    maxDelayMs,
    cause: error,
  });
}
