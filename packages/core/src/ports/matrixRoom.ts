import type { LivekitTransport, OpenIdToken } from "@confab/protocol";
import type { ReadonlySignal } from "../reactive/signal.ts";

/** One current state event of the room. `content` is untrusted. */
export interface RoomStateEvent {
  readonly type: string;
  readonly stateKey: string;
  readonly sender: string;
  readonly eventId: string;
  /** Milliseconds since the Unix epoch, as the sender's server claims. */
  readonly originServerTs: number;
  readonly content: unknown;
}

/** What may be done with a scheduled event (MSC4140). */
export type DelayedEventAction = "restart" | "send" | "cancel";

/**
 * Everything the engine wants of Matrix, for one room: small enough for the widget API to satisfy.
 * Failed requests reject with `MatrixRequestError`.
 */
export interface MatrixRoomPort {
  readonly roomId: string;
  readonly userId: string;
  readonly deviceId: string;
  /** False until the room's current state has been read completely once. */
  readonly ready$: ReadonlySignal<boolean>;
  /** False while the homeserver cannot be reached. Media is not touched by it. */
  readonly online$: ReadonlySignal<boolean>;
  /** Current state events of one type, by state key. The same signal for the same type. */
  state$(type: string): ReadonlySignal<ReadonlyMap<string, RoomStateEvent>>;
  sendState(type: string, stateKey: string, content: object): Promise<void>;
  /** Schedules a state event (MSC4140). Resolves with its delay id. `delayMs` in milliseconds. */
  scheduleState(
    type: string,
    stateKey: string,
    content: object,
    delayMs: number,
  ): Promise<{ readonly delayId: string }>;
  /** The request outlives the page (`keepalive`), so that a closing tab can still send its leave. */
  updateDelayed(delayId: string, action: DelayedEventAction): Promise<void>;
  /** A token that proves our identity to the authorisation service. */
  openIdToken(): Promise<OpenIdToken>;
  /** SFU transports that our homeserver offers: transports endpoint (MSC4143), then `.well-known`. Empty when none. */
  transports(): Promise<readonly LivekitTransport[]>;
}
