import { type MatrixSessionPort, type ReadonlySignal, signal } from "@confab/core";
import { requestNoticeId } from "../notices/callNotice.ts";
import type { Notice } from "../notices/notice.ts";
import { createField, type Field } from "../signIn/field.ts";

/** Longest name of a call, in characters; Matrix itself allows more than a lobby can show. */
const maxCallNameLength = 120;

/** The form that makes a call. */
export interface NewCallModel {
  readonly callName: Field;
  readonly busy$: ReadonlySignal<boolean>;
  readonly notice$: ReadonlySignal<Notice | undefined>;
  /** Never rejects. */
  create(): Promise<void>;
}

export function createNewCallModel(
  matrix: MatrixSessionPort,
  onCreated: (roomId: string) => void,
): NewCallModel {
  const busy$ = signal(false);
  const notice$ = signal<Notice | undefined>(undefined);
  const callName = createField((name) => {
    if (name.trim() === "") return "required";
    return name.trim().length > maxCallNameLength ? "too-long" : undefined;
  });
  return {
    callName,
    busy$,
    notice$,
    async create() {
      if (busy$.peek() || !callName.check()) return;
      busy$.value = true;
      notice$.value = undefined;
      try {
        const { roomId } = await matrix.createCallRoom(callName.value$.peek().trim());
        onCreated(roomId);
      } catch (failure) {
        notice$.value = { id: requestNoticeId(failure), severity: "error" };
      } finally {
        busy$.value = false;
      }
    },
  };
}
