import type { Notice } from "@confab/view";
import { Logo } from "../brand/Logo.tsx";
import { Button } from "../controls/Button.tsx";
import { useMessages } from "../surroundings.ts";
import { MessagePage } from "./MessagePage.tsx";
import "./startingPage.css";

/** While code is being fetched: the logo alone, and a word once there is something to say. */
export function StartingPage({ notice }: { readonly notice?: Notice | undefined }) {
  const { common, notices, noticeActions } = useMessages();
  if (notice === undefined) {
    return (
      <main className="starting-page" aria-busy>
        <Logo size={72} />
        <p className="only-read-out" role="status">
          {common.loading}
        </p>
      </main>
    );
  }
  const { action } = notice;
  return (
    <MessagePage
      title={notices[notice.id].title}
      isAlert={notice.severity === "error"}
      actions={
        action !== undefined && (
          <Button kind="primary" size="large" onPress={() => action.run()}>
            {noticeActions[action.id]}
          </Button>
        )
      }
    >
      <p>{notices[notice.id].body}</p>
    </MessagePage>
  );
}
