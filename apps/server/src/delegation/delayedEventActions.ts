import { parseMatrixError, serverNameOf } from "@confab/protocol";
import type { ClientApi, ClientApiAnswer } from "../homeserver/clientApi.ts";
import type { Clock } from "../time/clock.ts";
import type { RequestLanes } from "./requestLanes.ts";

/** A delayed event that we may act on. */
export interface DelayedEvent {
  readonly userId: string;
  /** A secret. */
  readonly delayId: string;
  /**
   * As the user, with the application service's token, if the homeserver lets us; without any token otherwise, since the
   * id is enough.
   */
  readonly asAppService: boolean;
}

export type DelayedEventAction = "restart" | "send";

export type ActionOutcome =
  | { readonly kind: "done" }
  /** It was our turn too late. */
  | { readonly kind: "unasked" }
  /** The homeserver does not have the event (any more). */
  | { readonly kind: "gone" }
  | {
      readonly kind: "failed";
      readonly retryAfterMs?: number;
      /** For our log. */
      readonly cause: { readonly status: number } | { readonly err: unknown } | "held back";
    };

/**
 * Restarts a delayed event or sends it now (MSC4140). Resolves in any case. `mayStill` is asked when it is our turn at
 * the homeserver.
 */
export type ActOnDelayedEvent = (
  event: DelayedEvent,
  action: DelayedEventAction,
  mayStill: () => boolean,
) => Promise<ActionOutcome>;

export interface DelayedEventActionsDeps {
  readonly clientApi: ClientApi;
  readonly lanes: RequestLanes;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
}

const timeoutMs = 5_000;
/** A failure that took so long was a homeserver that does not answer: others need not wait for it as well. */
const slowMs = 2_000;
const restMs = 5_000;
/** What was held back together comes back spread over so long. */
const spreadMs = 2_000;

export function createDelayedEventActions(deps: DelayedEventActionsDeps): ActOnDelayedEvent {
  const { clientApi, lanes, clock } = deps;

  async function ask(
    { userId, asAppService }: DelayedEvent,
    path: string,
    serverName: string,
  ): Promise<ActionOutcome> {
    const request = { method: "POST", path, body: {}, timeoutMs } as const;
    const startedAt = clock.now();
    try {
      if (asAppService) {
        const answer = await clientApi.request(serverName, { ...request, asUser: userId });
        // The user may be outside the application service's namespace, or deactivated.
        if (answer.status !== 401 && answer.status !== 403) return readOutcome(answer);
      }
      return readOutcome(await clientApi.request(serverName, request));
    } catch (err) {
      if (clock.now() - startedAt >= slowMs) lanes.close(serverName, restMs);
      return { kind: "failed", cause: { err } };
    }
  }

  return async (event, action, mayStill) => {
    const path = actionPath(event.delayId, action);
    if (path === undefined) return { kind: "gone" };
    const serverName = serverNameOf(event.userId);
    const result = await lanes.run(serverName, async () =>
      mayStill() ? ask(event, path, serverName) : { kind: "unasked" as const },
    );
    if ("closedForMs" in result) {
      const retryAfterMs = result.closedForMs + Math.round(deps.random() * spreadMs);
      return { kind: "failed", retryAfterMs, cause: "held back" };
    }
    const outcome = result.value;
    // Without a token the homeserver counts all of ours together, by our address (Synapse's rc_delayed_event_mgmt).
    if (!event.asAppService && outcome.kind === "failed" && outcome.retryAfterMs !== undefined) {
      lanes.close(serverName, outcome.retryAfterMs);
    }
    return outcome;
  };
}

function readOutcome({ status, body, retryAfterMs }: ClientApiAnswer): ActionOutcome {
  if (status >= 200 && status < 300) return { kind: "done" };
  // A homeserver that does not know the path may know the event: its proxy asked the wrong worker.
  const isUnknownPath = status === 404 && parseMatrixError(body).errcode === "M_UNRECOGNIZED";
  if ((status === 404 && !isUnknownPath) || status === 409) return { kind: "gone" };
  const mayRetryAfter = status === 429 && retryAfterMs !== undefined && retryAfterMs > 0;
  return { kind: "failed", cause: { status }, ...(mayRetryAfter ? { retryAfterMs } : {}) };
}

/** Undefined for an id that no homeserver gives out and that would lead elsewhere. */
function actionPath(delayId: string, action: DelayedEventAction): string | undefined {
  if (delayId === "." || delayId === ".." || !delayId.isWellFormed()) return undefined;
  const prefix = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events";
  return `${prefix}/${encodeURIComponent(delayId)}/${action}`;
}
