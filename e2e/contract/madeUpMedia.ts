import { type Capture, type Scope, signal } from "@confab/core";

/** Sound and pictures that need no device. They stop with `scope`. */
export interface MadeUpMedia {
  sound(): Capture;
  /** `width` and `height` in pixels. */
  picture(width?: number, height?: number): Capture;
}

export function createMadeUpMedia(scope: Scope): MadeUpMedia {
  const captureOf = (stream: MediaStream): Capture => {
    const [track] = stream.getTracks();
    if (track === undefined) throw new Error("the browser made no track");
    scope.onEnd(() => track.stop());
    return {
      kind: track.kind === "audio" ? "audio" : "video",
      deviceId: undefined,
      failure$: signal(undefined),
      level$: signal(0),
      track,
      attach: () => () => {},
      stop: () => track.stop(),
    };
  };

  return {
    sound() {
      const context = new AudioContext();
      scope.onEnd(() => void context.close());
      const destination = context.createMediaStreamDestination();
      const tone = new OscillatorNode(context, { frequency: 440 });
      tone.connect(destination);
      tone.start();
      return captureOf(destination.stream);
    },
    picture(width = 640, height = 360) {
      const canvas = document.createElement("canvas");
      canvas.width = width;
      canvas.height = height;
      const context = canvas.getContext("2d");
      let turn = 0;
      // A canvas sends a frame only when somebody paints.
      const timer = setInterval(() => {
        turn += 1;
        if (context === null) return;
        context.fillStyle = `hsl(${turn % 360} 80% 50%)`;
        context.fillRect(0, 0, width, height);
      }, 50);
      scope.onEnd(() => clearInterval(timer));
      return captureOf(canvas.captureStream(20));
    },
  };
}
