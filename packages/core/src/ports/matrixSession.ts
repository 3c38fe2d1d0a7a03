import type { ReadonlySignal } from "../reactive/signal.ts";
import type { MatrixRoomPort } from "./matrixRoom.ts";

/** `signed-out`: the server does not know our token any more. */
export type SessionState = "connecting" | "online" | "offline" | "signed-out";

/** A room of ours that had a call, or can have one. */
export interface CallRoomSummary {
  readonly roomId: string;
  readonly name: string;
  /** Latest call activity or, before the first call, the room's creation; milliseconds since the Unix epoch. */
  readonly lastActiveAt: number;
  /** Memberships right now. */
  readonly participantCount: number;
}

/** One signed-in account at work. Ends with the scope it was made in. */
export interface MatrixSessionPort {
  readonly userId: string;
  readonly displayName$: ReadonlySignal<string>;
  readonly state$: ReadonlySignal<SessionState>;
  /** Joined rooms that were made for calls, latest activity first. Undefined until known. */
  readonly rooms$: ReadonlySignal<readonly CallRoomSummary[] | undefined>;
  /** Creates a room from `callRoomTemplate`: reached by its link alone, encrypted, with tight power levels. */
  createCallRoom(name: string): Promise<{ readonly roomId: string }>;
  /**
   * Opens a room, joining it first where necessary. `via` are servers to join through.
   * Rejects with `MatrixRequestError`: 404 or 403 when there is no such room for us.
   */
  openRoom(roomId: string, via: readonly string[]): Promise<MatrixRoomPort>;
  leaveRoom(roomId: string): Promise<void>;
}
