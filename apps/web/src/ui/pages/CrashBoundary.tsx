import { Component, type ReactNode } from "react";
import { Button } from "../controls/Button.tsx";
import { useMessages } from "../surroundings.ts";
import { MessagePage } from "./MessagePage.tsx";

interface Props {
  readonly children: ReactNode;
}

/** Instead of a white page when a component throws, or its code cannot be fetched any more. */
export class CrashBoundary extends Component<Props, { readonly crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render() {
    return this.state.crashed ? <CrashPage /> : this.props.children;
  }
}

function CrashPage() {
  const { crashed, common } = useMessages();
  return (
    <MessagePage
      title={crashed.title}
      isAlert
      actions={
        <Button kind="primary" size="large" onPress={() => location.reload()}>
          {common.reload}
        </Button>
      }
    >
      <p>{crashed.body}</p>
    </MessagePage>
  );
}
