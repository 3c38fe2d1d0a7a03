import type { CallModel } from "@confab/view";
import { useMessages } from "../surroundings.ts";
import { useSignal } from "../useSignal.ts";

/** Tells a screen reader who comes and goes, and what the person's own switches do. */
export function CallAnnouncer({ call }: { readonly call: CallModel }) {
  const { call: text } = useMessages();
  const announcements = useSignal(call.announcements$);
  return (
    <div className="only-read-out" role="log" aria-live="polite">
      {announcements.map((announcement) => (
        <p key={announcement.id}>{text.announcement(announcement)}</p>
      ))}
    </div>
  );
}
