import type { LobbyModel } from "@confab/view";
import { DeviceToggle } from "../devices/DeviceToggle.tsx";
import { LevelMeter } from "../devices/LevelMeter.tsx";
import { Avatar } from "../people/Avatar.tsx";
import { useMessages } from "../surroundings.ts";
import { useSignal } from "../useSignal.ts";
import { Picture } from "../video/Picture.tsx";

/** The own picture as in a mirror, with the switches on it. */
export function LobbyPreview({ lobby }: { readonly lobby: LobbyModel }) {
  const { camera, microphone } = lobby.media;
  const name = useSignal(lobby.ownName$);
  const picture = useSignal(camera.capture$);
  const wanted = useSignal(camera.on$);
  return (
    <>
      <div className="lobby-no-picture">
        <Avatar name={name} />
        <CameraState lobby={lobby} />
      </div>
      {wanted && picture !== undefined && <Picture picture={picture} mirrored fit="cover" />}
      <p className="lobby-own-name">
        <bdi>{name}</bdi>
      </p>
      <div className="lobby-switches">
        <DeviceToggle device={microphone} />
        <DeviceToggle device={camera} />
      </div>
      <div className="lobby-level">
        <LevelMeter level$={microphone.level$} />
      </div>
    </>
  );
}

function CameraState({ lobby }: { readonly lobby: LobbyModel }) {
  const { lobby: text, notices } = useMessages();
  const starting = useSignal(lobby.media.camera.starting$);
  const problem = useSignal(lobby.media.camera.problem$);
  if (starting) return <p>{text.cameraStarting}</p>;
  return <p>{problem === undefined ? text.cameraOff : notices[problem.id].title}</p>;
}
