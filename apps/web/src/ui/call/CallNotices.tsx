import type { CallModel } from "@confab/view";
import { NoticeBox } from "../notices/NoticeBox.tsx";
import { useSignal } from "../useSignal.ts";

/** What runs, but not as it should: between header and stage, so that it covers nobody's face. */
export function CallNotices({ call }: { readonly call: CallModel }) {
  const notices = useSignal(call.notices$);
  return (
    <div className="call-notices">
      {notices.map((notice) => (
        <NoticeBox
          key={notice.id}
          notice={notice}
          onDismiss={() => call.dismissNotice(notice.id)}
        />
      ))}
    </div>
  );
}
