import type { TileModel } from "@confab/view";
import { Maximize2, MicOff, SignalMedium, WifiOff } from "lucide-react";
import { memo, useId } from "react";
import { IconButton } from "../controls/IconButton.tsx";
import { Avatar } from "../people/Avatar.tsx";
import { useMessages, useSurroundings } from "../surroundings.ts";
import { useSignal } from "../useSignal.ts";
import { Picture } from "../video/Picture.tsx";
import "./tile.css";

interface Props {
  readonly tile: TileModel;
  /** For screens that are shown small. */
  readonly onEnlarge?: (tileId: string) => void;
}

/** One person, or one shared screen. Renders once; its leaves follow what changes. */
export const Tile = memo(function Tile({ tile, onEnlarge }: Props) {
  const nameId = useId();
  return (
    <div
      className="tile"
      role="group"
      aria-labelledby={nameId}
      data-testid="tile"
      data-local={tile.isLocal}
      data-source={tile.source}
    >
      <TilePicture tile={tile} />
      <SpeakingRing tile={tile} />
      <TilePlate tile={tile} nameId={nameId} />
      {onEnlarge !== undefined && tile.source === "screen" && !tile.isLocal && (
        <EnlargeButton tile={tile} onEnlarge={onEnlarge} />
      )}
    </div>
  );
});

function TilePicture({ tile }: { readonly tile: TileModel }) {
  const { joinMarks } = useSurroundings();
  const picture = useSignal(tile.picture$);
  const fit = useSignal(tile.fit$);
  const name = useSignal(tile.name$);
  return (
    <>
      {tile.source === "camera" && (
        <div className="tile-no-picture">
          <Avatar name={name} />
        </div>
      )}
      {picture !== undefined && (
        <Picture
          picture={picture}
          mirrored={tile.mirrored}
          fit={fit}
          {...(tile.isLocal ? {} : { onFirstFrame: joinMarks.firstRemoteFrame })}
        />
      )}
    </>
  );
}

function SpeakingRing({ tile }: { readonly tile: TileModel }) {
  const speaking = useSignal(tile.speaking$);
  return <span className="tile-ring" data-speaking={speaking || undefined} aria-hidden="true" />;
}

function TilePlate({ tile, nameId }: { readonly tile: TileModel; readonly nameId: string }) {
  const muted = useSignal(tile.muted$);
  return (
    <div className="tile-plate" id={nameId}>
      {muted && <Muted />}
      <TileName tile={tile} />
      <TileTrouble tile={tile} />
    </div>
  );
}

function Muted() {
  const { call: text } = useMessages();
  return (
    <>
      <MicOff aria-hidden="true" />
      <span className="only-read-out">{text.muted}</span>
    </>
  );
}

function TileName({ tile }: { readonly tile: TileModel }) {
  const { call: text } = useMessages();
  const name = useSignal(tile.name$);
  const shown = () => {
    if (tile.source === "screen") return tile.isLocal ? text.ownScreen : text.screenOf(name);
    return tile.isLocal ? text.you(name) : name;
  };
  return (
    <span className="tile-name" title={name} dir="auto">
      {shown()}
    </span>
  );
}

function TileTrouble({ tile }: { readonly tile: TileModel }) {
  const { call: text } = useMessages();
  const trouble = useSignal(tile.trouble$);
  if (trouble === "fine") return undefined;
  return (
    <span className="tile-trouble">
      {trouble === "poor-connection" && <SignalMedium aria-hidden="true" />}
      {trouble === "lost-connection" && <WifiOff aria-hidden="true" />}
      {text.troubles[trouble]}
    </span>
  );
}

function EnlargeButton({ tile, onEnlarge }: Required<Props>) {
  const { call: text } = useMessages();
  const name = useSignal(tile.name$);
  return (
    <span className="tile-enlarge">
      <IconButton aria-label={text.enlarge(name)} onPress={() => onEnlarge(tile.id)}>
        <Maximize2 aria-hidden="true" />
      </IconButton>
    </span>
  );
}
