import type { VisitOutcome } from "@confab/view";
import { Button } from "../controls/Button.tsx";
import { useMessages, useSurroundings } from "../surroundings.ts";
import { MessagePage } from "./MessagePage.tsx";

interface Props {
  readonly outcome: VisitOutcome;
  readonly onRejoin: () => void;
  readonly onHome: () => void;
}

/** After a call, or after an attempt to join one. */
export function EndedPage({ outcome, onRejoin, onHome }: Props) {
  const { ended: text, notices } = useMessages();
  const { joinMarks } = useSurroundings();
  const { notice, durationMs } = outcome;
  return (
    <MessagePage
      title={notice === undefined ? text.left : notices[notice.id].title}
      isAlert={notice !== undefined}
      actions={
        <>
          <Button
            kind="primary"
            size="large"
            onPress={() => {
              joinMarks.joinClicked();
              onRejoin();
            }}
          >
            {text.rejoin}
          </Button>
          <Button size="large" onPress={onHome}>
            {text.home}
          </Button>
        </>
      }
    >
      {notice !== undefined && <p>{notices[notice.id].body}</p>}
      <p>
        <bdi>{outcome.callName}</bdi>
      </p>
      {durationMs !== undefined && <p>{text.duration(Math.floor(durationMs / 60_000))}</p>}
    </MessagePage>
  );
}
