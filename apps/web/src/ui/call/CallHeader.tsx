import type { CallModel } from "@confab/view";
import { Users } from "lucide-react";
import { CopyLinkButton } from "../controls/CopyLinkButton.tsx";
import { useMessages } from "../surroundings.ts";
import { useSignal } from "../useSignal.ts";
import { formatElapsed } from "./formatElapsed.ts";

/** What call this is, since when, and how many are in it. */
export function CallHeader({ call }: { readonly call: CallModel }) {
  return (
    <header className="call-header">
      <CallName call={call} />
      <p className="call-facts">
        <Elapsed call={call} />
        <ParticipantCount call={call} />
      </p>
      <CopyLinkButton link={call.link} />
    </header>
  );
}

function CallName({ call }: { readonly call: CallModel }) {
  const { lobby, brand } = useMessages();
  const name = useSignal(call.callName$) || lobby.unnamedCall;
  return (
    <>
      <title>{`${name} · ${brand.name}`}</title>
      <h1 className="call-name" title={name} dir="auto">
        {name}
      </h1>
    </>
  );
}

function Elapsed({ call }: { readonly call: CallModel }) {
  const { call: text } = useMessages();
  const seconds = useSignal(call.elapsedSeconds$);
  const progress = useSignal(call.progress$);
  switch (progress) {
    case "joining":
      return <span role="status">{text.joining}</span>;
    case "joining-slowly":
      return <span role="status">{text.joiningSlowly}</span>;
    case "leaving":
      return <span role="status">{text.leaving}</span>;
    case "joined":
      return (
        <span role="timer" aria-label={text.elapsed}>
          {formatElapsed(seconds)}
        </span>
      );
  }
}

function ParticipantCount({ call }: { readonly call: CallModel }) {
  const { call: text } = useMessages();
  const count = useSignal(call.participantCount$);
  return (
    <span className="call-count">
      <Users aria-hidden="true" />
      <span aria-hidden="true">{count}</span>
      <span className="only-read-out">{text.people(count)}</span>
    </span>
  );
}
