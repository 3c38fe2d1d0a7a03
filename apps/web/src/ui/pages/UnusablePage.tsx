import { useMessages } from "../surroundings.ts";
import { MessagePage } from "./MessagePage.tsx";

interface Props {
  readonly reason: "insecure-origin" | "unsupported";
}

/** This address or this browser can never make a call. */
export function UnusablePage({ reason }: Props) {
  const { title, body } = useMessages().unusable[reason];
  return (
    <MessagePage title={title} isAlert>
      <p>{body}</p>
    </MessagePage>
  );
}
