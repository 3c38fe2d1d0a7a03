import type { Attachable } from "@confab/view";
import { useCallback } from "react";
import "./picture.css";

interface Props {
  readonly picture: Attachable;
  readonly mirrored: boolean;
  readonly fit: "cover" | "contain";
  readonly onFirstFrame?: () => void;
}

/** A moving picture; see-through until its first frame is there, so that what lies under it shows meanwhile. */
export function Picture({ picture, mirrored, fit, onFirstFrame }: Props) {
  const attach = useCallback(
    (element: HTMLVideoElement | null) => {
      if (element === null) return undefined;
      delete element.dataset["showing"];
      const frame = element.requestVideoFrameCallback(() => {
        element.dataset["showing"] = "";
        onFirstFrame?.();
      });
      const detach = picture.attach(element);
      return () => {
        element.cancelVideoFrameCallback(frame);
        detach();
      };
    },
    [picture, onFirstFrame],
  );
  return (
    <video
      ref={attach}
      className="picture"
      data-mirrored={mirrored || undefined}
      data-fit={fit}
      autoPlay
      muted
      playsInline
      disablePictureInPicture
    />
  );
}
