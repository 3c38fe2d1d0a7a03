import type { LobbyModel } from "@confab/view";
import { Mic, ShieldHalf, Video, Volume2 } from "lucide-react";
import { Brand } from "../brand/Brand.tsx";
import { Button } from "../controls/Button.tsx";
import { CopyLinkButton } from "../controls/CopyLinkButton.tsx";
import { DeviceSelect } from "../devices/DeviceSelect.tsx";
import { NoticeBox } from "../notices/NoticeBox.tsx";
import { useMessages, useSurroundings } from "../surroundings.ts";
import { useSignal } from "../useSignal.ts";
import { LobbyPeople } from "./LobbyPeople.tsx";
import { LobbyPreview } from "./LobbyPreview.tsx";
import "./lobbyPage.css";

interface Props {
  readonly lobby: LobbyModel;
  readonly onHome: () => void;
}

/** Before a call: how do I look and sound, and who is there? */
export function LobbyPage({ lobby, onHome }: Props) {
  const { lobby: text, devices, ended } = useMessages();
  const { media } = lobby;
  return (
    <div className="lobby-page">
      <header className="lobby-bar">
        <Brand />
        <Button kind="quiet" onPress={onHome}>
          {ended.home}
        </Button>
      </header>
      <main className="lobby-main">
        <section className="lobby-preview" aria-label={text.preview}>
          <LobbyPreview lobby={lobby} />
        </section>
        <div className="lobby-call">
          <CallName lobby={lobby} />
          <LobbyPeople lobby={lobby} />
          <div className="lobby-actions">
            <JoinButton lobby={lobby} />
            <CopyLinkButton link={lobby.link} />
          </div>
          <LobbyNotices lobby={lobby} />
          <p className="lobby-privacy">
            <ShieldHalf aria-hidden="true" />
            {text.privacy}
          </p>
        </div>
        <section className="lobby-devices" aria-label={text.devices}>
          <DeviceSelect
            label={devices.microphone}
            icon={<Mic aria-hidden="true" />}
            devices={media.microphone}
          />
          <DeviceSelect
            label={devices.camera}
            icon={<Video aria-hidden="true" />}
            devices={media.camera}
          />
          {media.speaker.available && (
            <DeviceSelect
              label={devices.speaker}
              icon={<Volume2 aria-hidden="true" />}
              devices={media.speaker}
            />
          )}
        </section>
      </main>
    </div>
  );
}

function CallName({ lobby }: { readonly lobby: LobbyModel }) {
  const { lobby: text, brand } = useMessages();
  const known = useSignal(lobby.callName$);
  const name = known === undefined ? text.opening : known || text.unnamedCall;
  return (
    <>
      <title>{`${name} · ${brand.name}`}</title>
      <h1 className="lobby-name" data-known={known !== undefined} dir="auto">
        {name}
      </h1>
    </>
  );
}

function JoinButton({ lobby }: { readonly lobby: LobbyModel }) {
  const { lobby: text } = useMessages();
  const { joinMarks } = useSurroundings();
  const canJoin = useSignal(lobby.canJoin$);
  return (
    <Button
      kind="primary"
      size="large"
      isDisabled={!canJoin}
      onPress={() => {
        joinMarks.joinClicked();
        lobby.join();
      }}
    >
      {text.join}
    </Button>
  );
}

function LobbyNotices({ lobby }: { readonly lobby: LobbyModel }) {
  const { lobby: text } = useMessages();
  const slow = useSignal(lobby.slow$);
  const notices = [
    useSignal(lobby.problem$),
    useSignal(lobby.media.microphone.problem$),
    useSignal(lobby.media.camera.problem$),
  ];
  return (
    <div className="lobby-notices">
      {slow && <p role="status">{text.slow}</p>}
      {notices.map(
        (notice) => notice !== undefined && <NoticeBox key={notice.id} notice={notice} />,
      )}
    </div>
  );
}
