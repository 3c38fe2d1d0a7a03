import type { HomeModel } from "@confab/view";
import { useMessages } from "../surroundings.ts";
import { useSignal } from "../useSignal.ts";
import { CallListItem } from "./CallListItem.tsx";

/** The person's calls, or what to do while there are none. */
export function CallList({ home }: { readonly home: HomeModel }) {
  const text = useMessages().home;
  return (
    <section className="call-list" aria-labelledby="your-calls">
      <h2 id="your-calls">{text.yourCalls}</h2>
      <Calls home={home} />
    </section>
  );
}

function Calls({ home }: { readonly home: HomeModel }) {
  const { home: text, common } = useMessages();
  const calls = useSignal(home.calls$);
  if (calls === undefined) {
    return (
      <div className="call-list-waiting" role="status" aria-label={common.loading}>
        <span />
        <span />
        <span />
      </div>
    );
  }
  if (calls.length === 0) {
    return (
      <div className="call-list-empty">
        <p className="call-list-empty-title">{text.noCalls}</p>
        <p>{text.noCallsHint}</p>
      </div>
    );
  }
  return (
    <ul className="call-list-items">
      {calls.map((call) => (
        <CallListItem key={call.roomId} call={call} home={home} />
      ))}
    </ul>
  );
}
