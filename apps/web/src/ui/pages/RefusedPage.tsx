import type { Notice } from "@confab/view";
import { Button } from "../controls/Button.tsx";
import { useMessages } from "../surroundings.ts";
import { MessagePage } from "./MessagePage.tsx";

interface Props {
  readonly notice: Notice;
  readonly onRetry: () => void;
  readonly onHome: () => void;
}

/** A call's link that leads nowhere, for this person or right now. */
export function RefusedPage({ notice, onRetry, onHome }: Props) {
  const { refused: text, notices } = useMessages();
  const { title, body } = notices[notice.id];
  return (
    <MessagePage
      title={title}
      isAlert
      actions={
        <>
          <Button kind="primary" size="large" onPress={onRetry}>
            {text.again}
          </Button>
          <Button size="large" onPress={onHome}>
            {text.home}
          </Button>
        </>
      }
    >
      <p>{body}</p>
    </MessagePage>
  );
}
