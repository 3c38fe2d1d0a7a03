import type { RemoteMedia } from "@confab/core";
import type { CallModel } from "@confab/view";
import { useCallback } from "react";
import { useSignal } from "../useSignal.ts";

/** Everybody's sound, which has no place on the screen. */
export function CallSounds({ call }: { readonly call: CallModel }) {
  const sounds = useSignal(call.sounds$);
  return sounds.map((sound) => <Sound key={sound.id} media={sound.media} />);
}

function Sound({ media }: { readonly media: RemoteMedia }) {
  const attach = useCallback(
    (element: HTMLAudioElement | null) => (element === null ? undefined : media.attach(element)),
    [media],
  );
  // oxlint-disable-next-line jsx-a11y/media-has-caption -- live speech has no captions
  return <audio ref={attach} autoPlay hidden />;
}
