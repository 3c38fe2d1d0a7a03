import {
  type CallRoomSummary,
  type MatrixRequestError,
  type MatrixRoomPort,
  type MatrixSessionPort,
  type SessionState,
  type Signal,
  signal,
} from "@confab/core";
import { matrixErrors } from "./matrixFaults.ts";

/** Somebody signed in, with the rooms that the test gave them. */
export interface FakeSession extends MatrixSessionPort {
  readonly displayName$: Signal<string>;
  readonly state$: Signal<SessionState>;
  readonly rooms$: Signal<readonly CallRoomSummary[] | undefined>;
  /** Rooms that can be opened, by id. */
  readonly openable: Map<string, MatrixRoomPort>;
  /** Names of the rooms that were made, and ids of those that were left. */
  readonly created: readonly string[];
  readonly left: readonly string[];
  /** Every request is refused with it. */
  refusal: MatrixRequestError | undefined;
}

export function createFakeSession(userId = "@ada:fake.test"): FakeSession {
  const created: string[] = [];
  const left: string[] = [];
  const openable = new Map<string, MatrixRoomPort>();
  const session: FakeSession = {
    userId,
    displayName$: signal("Ada"),
    state$: signal<SessionState>("online"),
    rooms$: signal<readonly CallRoomSummary[] | undefined>(undefined),
    openable,
    created,
    left,
    refusal: undefined,
    async createCallRoom(name) {
      if (session.refusal !== undefined) throw session.refusal;
      created.push(name);
      return { roomId: `!created-${created.length}` };
    },
    async openRoom(roomId) {
      if (session.refusal !== undefined) throw session.refusal;
      const room = openable.get(roomId);
      if (room === undefined) throw matrixErrors.notFound();
      return room;
    },
    async leaveRoom(roomId) {
      if (session.refusal !== undefined) throw session.refusal;
      left.push(roomId);
    },
  };
  return session;
}
