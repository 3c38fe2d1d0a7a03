import {
  type Capture,
  type Device,
  DeviceError,
  type DeviceKind,
  type MediaDevicesPort,
  type Scope,
  signal,
} from "@confab/core";
import { captureConstraints, isRealDevice, screenConstraints } from "./constraints.ts";
import {
  captureFailure,
  endedFailure,
  type KnownPermission,
  mayLackChosenDevice,
  screenFailure,
} from "./deviceFailure.ts";
import { createLevelMeters } from "./levelMeter.ts";
import { browserMediaEnvironment, type MediaEnvironment } from "./mediaEnvironment.ts";
import { createTrackCapture } from "./trackCapture.ts";

const deviceKinds: Readonly<Record<MediaDeviceKind, DeviceKind>> = {
  audioinput: "microphone",
  audiooutput: "speaker",
  videoinput: "camera",
};

/** Cameras, microphones and screens of this browser. Captures that still run end with `scope`. */
export function createBrowserMediaDevices(
  scope: Scope,
  environment: MediaEnvironment = browserMediaEnvironment(),
): MediaDevicesPort {
  const devices$ = signal<readonly Device[]>([]);
  const silence$ = signal(0);
  const meters = createLevelMeters(environment);
  scope.onEnd(() => meters.close());

  const unavailable = whyUnavailable(environment);
  const { mediaDevices } = environment;
  if (unavailable !== undefined || mediaDevices === undefined) {
    const refuse = async () => {
      throw new DeviceError(unavailable ?? "unsupported");
    };
    return {
      unavailable: unavailable ?? "unsupported",
      canShareScreen: false,
      canChooseSpeaker: false,
      devices$,
      capture: refuse,
      captureScreen: refuse,
    };
  }

  const refreshDevices = async () => {
    try {
      const infos = await mediaDevices.enumerateDevices();
      if (!scope.ended) devices$.value = infos.filter(isRealDevice).map(toDevice);
    } catch {
      // A browser that does not tell its devices still has its default ones.
    }
  };
  const onDeviceChange = () => void refreshDevices();
  mediaDevices.addEventListener("devicechange", onDeviceChange);
  scope.onEnd(() => mediaDevices.removeEventListener("devicechange", onDeviceChange));
  void refreshDevices();

  const permissionOf = (kind: "microphone" | "camera"): Promise<KnownPermission> =>
    environment.permissionState(kind).catch(() => "unknown" as const);

  const open = async (kind: "microphone" | "camera", deviceId: string | undefined) => {
    try {
      return await mediaDevices.getUserMedia(captureConstraints(kind, deviceId));
    } catch (error) {
      if (deviceId === undefined || !mayLackChosenDevice(error)) throw error;
      return await mediaDevices.getUserMedia(captureConstraints(kind, undefined));
    }
  };

  const toCapture = (
    track: MediaStreamTrack,
    parts: Omit<Parameters<typeof createTrackCapture>[2], "level$">,
  ): Capture => {
    const level$ = track.kind === "audio" ? meters.levelOf(track) : silence$;
    return createTrackCapture(scope.child(), track, { ...parts, level$ });
  };

  return {
    unavailable: undefined,
    canShareScreen: "getDisplayMedia" in mediaDevices,
    canChooseSpeaker: environment.canChooseSpeaker,
    devices$,

    async capture(kind, deviceId) {
      let stream: MediaStream;
      try {
        stream = await open(kind, deviceId);
      } catch (error) {
        throw new DeviceError(captureFailure(error, await permissionOf(kind)), error);
      }
      const [track] = stream.getTracks();
      if (track === undefined) throw new DeviceError("unknown");
      const permissionBefore = permissionOf(kind);
      void refreshDevices();
      return toCapture(track, {
        deviceId: track.getSettings().deviceId,
        whyEnded: async () => endedFailure(await permissionBefore, await permissionOf(kind)),
      });
    },

    async captureScreen() {
      let stream: MediaStream;
      try {
        stream = await mediaDevices.getDisplayMedia(screenConstraints());
      } catch (error) {
        throw new DeviceError(screenFailure(error), error);
      }
      const [video] = stream.getVideoTracks();
      const [audio] = stream.getAudioTracks();
      if (video === undefined) throw new DeviceError("unknown");
      // Letters must stay sharp; a slide may lose frames rather than pixels.
      video.contentHint = "detail";
      const parts = { deviceId: undefined, whyEnded: async () => "dismissed" as const };
      return {
        video: toCapture(video, parts),
        ...(audio === undefined ? {} : { audio: toCapture(audio, parts) }),
      };
    },
  };
}

function whyUnavailable(environment: MediaEnvironment): MediaDevicesPort["unavailable"] {
  if (!environment.isSecureContext) return "insecure-origin";
  return environment.mediaDevices === undefined ? "unsupported" : undefined;
}

function toDevice(info: MediaDeviceInfo): Device {
  return { id: info.deviceId, kind: deviceKinds[info.kind], label: info.label };
}
