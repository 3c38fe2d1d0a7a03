import {
  type CallRoomSummary,
  type Clock,
  computed,
  type MatrixSessionPort,
  type ReadonlySignal,
  type Scope,
  signal,
} from "@confab/core";
import { formatCallLink, parseCallLink, serverNameOf } from "@confab/protocol";
import { requestNoticeId } from "../notices/callNotice.ts";
import type { Notice } from "../notices/notice.ts";
import { type RelativeTime, relativeTime } from "../time/relativeTime.ts";
import { slowAfter } from "../time/slowAfter.ts";
import { createLeavingRooms } from "./leavingRooms.ts";
import { createNewCallModel, type NewCallModel } from "./newCallModel.ts";

/** The first answer of the homeserver taking this long deserves a word. */
const slowListMs = 15_000;

/** One of the person's calls. */
export interface CallRow {
  readonly roomId: string;
  readonly name: string;
  readonly link: string;
  /** How long ago something happened there, when the list was made. */
  readonly lastActive: RelativeTime;
  readonly participantCount: number;
}

export interface HomeModel {
  readonly ownName$: ReadonlySignal<string>;
  readonly isGuest: boolean;
  /** The person's calls, latest first; undefined until known. */
  readonly calls$: ReadonlySignal<readonly CallRow[] | undefined>;
  readonly notice$: ReadonlySignal<Notice | undefined>;
  readonly newCall: NewCallModel;
  /** Name of the call that was left a moment ago and can be taken back. */
  readonly undoable$: ReadonlySignal<string | undefined>;
  open(roomId: string): void;
  /** Opens a pasted link. Returns false, and says so in `notice$`, when it is none. */
  openLink(text: string): boolean;
  leave(roomId: string): void;
  undoLeave(): void;
}

interface HomeDeps {
  readonly matrix: MatrixSessionPort;
  readonly clock: Clock;
  readonly origin: string;
  readonly isGuest: boolean;
  /** Goes to a call's lobby. */
  openCall(roomId: string, via: readonly string[]): void;
}

export function createHomeModel(scope: Scope, deps: HomeDeps): HomeModel {
  const { matrix, clock } = deps;
  const ownServer = [serverNameOf(matrix.userId)];
  const problem$ = signal<Notice | undefined>(undefined);
  const leaving = createLeavingRooms(
    scope,
    clock,
    (roomId) => matrix.leaveRoom(roomId),
    (failure) => {
      problem$.value = { id: requestNoticeId(failure), severity: "error" };
    },
  );
  const slow$ = slowAfter(scope, clock, slowListMs);
  const openOwn = (roomId: string) => deps.openCall(roomId, ownServer);
  const row = (room: CallRoomSummary): CallRow => ({
    roomId: room.roomId,
    name: room.name,
    link: formatCallLink(deps.origin, { roomId: room.roomId, via: ownServer }),
    lastActive: relativeTime(clock.now(), room.lastActiveAt),
    participantCount: room.participantCount,
  });

  return {
    ownName$: matrix.displayName$,
    isGuest: deps.isGuest,
    calls$: computed(() =>
      matrix.rooms$.value?.filter((room) => !leaving.ids$.value.has(room.roomId)).map(row),
    ),
    notice$: computed((): Notice | undefined => {
      if (problem$.value !== undefined) return problem$.value;
      if (matrix.state$.value === "offline") return { id: "session.offline", severity: "warning" };
      const waiting = matrix.rooms$.value === undefined && slow$.value;
      return waiting ? { id: "session.slow", severity: "warning" } : undefined;
    }),
    newCall: createNewCallModel(matrix, openOwn),
    undoable$: computed(() => {
      const roomId = leaving.undoable$.value;
      return matrix.rooms$.value?.find((room) => room.roomId === roomId)?.name;
    }),
    open: openOwn,
    openLink(text) {
      const link = parseCallLink(text.trim());
      problem$.value = link === undefined ? { id: "link.invalid", severity: "error" } : undefined;
      if (link !== undefined) deps.openCall(link.roomId, link.via);
      return link !== undefined;
    },
    leave: (roomId) => leaving.leave(roomId),
    undoLeave: () => leaving.undo(),
  };
}
