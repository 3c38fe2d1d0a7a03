import type { CallModel } from "@confab/view";
import { useCallback, useState } from "react";
import { useMessages } from "../surroundings.ts";
import { CallAnnouncer } from "./CallAnnouncer.tsx";
import { CallHeader } from "./CallHeader.tsx";
import { CallNotices } from "./CallNotices.tsx";
import { CallSounds } from "./CallSounds.tsx";
import { CallToolbar } from "./CallToolbar.tsx";
import { ShortcutKeys } from "./ShortcutKeys.tsx";
import { ShortcutsDialog } from "./ShortcutsDialog.tsx";
import { Stage } from "./Stage.tsx";
import "./callPage.css";

/** The call itself. */
export function CallPage({ call }: { readonly call: CallModel }) {
  const { call: text } = useMessages();
  const [helping, setHelping] = useState(false);
  const openHelp = useCallback(() => setHelping(true), []);
  return (
    <main className="call-page">
      <section className="call-region" aria-label={text.region} tabIndex={-1} ref={focus}>
        <CallHeader call={call} />
        <CallNotices call={call} />
        <Stage call={call} />
        <CallToolbar call={call} onHelp={openHelp} />
        <CallSounds call={call} />
        <CallAnnouncer call={call} />
      </section>
      <ShortcutKeys media={call.media} onHelp={openHelp} />
      <ShortcutsDialog isOpen={helping} onClose={() => setHelping(false)} />
    </main>
  );
}

/** The button that had the focus went with the lobby. */
function focus(element: HTMLElement | null): void {
  element?.focus({ preventScroll: true });
}
