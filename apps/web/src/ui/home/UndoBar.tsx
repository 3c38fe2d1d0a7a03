import type { HomeModel } from "@confab/view";
import { Button } from "../controls/Button.tsx";
import { useMessages } from "../surroundings.ts";
import { useSignal } from "../useSignal.ts";

/** Offers to take back what was removed a moment ago. */
export function UndoBar({ home }: { readonly home: HomeModel }) {
  const { home: text } = useMessages();
  const name = useSignal(home.undoable$);
  return (
    <div role="status">
      {name !== undefined && (
        <div className="undo-bar">
          <span className="undo-bar-text">{text.leftCall(name)}</span>
          <Button kind="quiet" onPress={() => home.undoLeave()}>
            {text.undo}
          </Button>
        </div>
      )}
    </div>
  );
}
