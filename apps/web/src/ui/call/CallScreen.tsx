import type { CallScreenModel } from "@confab/view";
import { LobbyPage } from "../lobby/LobbyPage.tsx";
import { EndedPage } from "../pages/EndedPage.tsx";
import { RefusedPage } from "../pages/RefusedPage.tsx";
import { useSignal } from "../useSignal.ts";
import { CallPage } from "./CallPage.tsx";

interface Props {
  readonly screen: CallScreenModel;
  readonly onHome: () => void;
}

/** The pages of one call's link. */
export function CallScreen({ screen, onHome }: Props) {
  const page = useSignal(screen.page$);
  switch (page.kind) {
    case "lobby":
      return <LobbyPage lobby={page.lobby} onHome={onHome} />;
    case "call":
      return <CallPage call={page.call} />;
    case "ended":
      return <EndedPage outcome={page.outcome} onRejoin={() => screen.again()} onHome={onHome} />;
    case "refused":
      return <RefusedPage notice={page.notice} onRetry={() => screen.again()} onHome={onHome} />;
  }
}
