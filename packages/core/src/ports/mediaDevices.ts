import type { ReadonlySignal } from "../reactive/signal.ts";
import type { MediaSink } from "./mediaSink.ts";

export type DeviceKind = "microphone" | "camera" | "speaker";

export interface Device {
  readonly id: string;
  readonly kind: DeviceKind;
  /** Empty until the person granted access once. */
  readonly label: string;
}

/** Why a capture failed or ended. */
export type DeviceFailure =
  | "insecure-origin"
  | "unsupported"
  | "denied"
  | "dismissed"
  | "missing"
  | "busy"
  | "unplugged"
  | "unknown";

/** One running capture. Stopping it turns off the device's light. */
export interface Capture {
  readonly kind: "audio" | "video";
  /** The device in use; undefined for a screen. */
  readonly deviceId: string | undefined;
  /** Set when the capture ended by itself: `unplugged`, `denied` (revoked) or `dismissed` (screen share stopped in the browser's bar). */
  readonly failure$: ReadonlySignal<DeviceFailure | undefined>;
  /** 0…1, about ten times a second; constant 0 for video. */
  readonly level$: ReadonlySignal<number>;
  /** Shows the own picture. Returns the detach function. */
  attach(sink: MediaSink): () => void;
  /** The platform's track, for the SFU adapter alone. */
  readonly track: unknown;
  stop(): void;
}

export interface MediaDevicesPort {
  /** Why nothing can be captured here at all; undefined when it can. */
  readonly unavailable: "insecure-origin" | "unsupported" | undefined;
  readonly canShareScreen: boolean;
  readonly canChooseSpeaker: boolean;
  /** Kept current when devices come and go, and refreshed after a first capture reveals labels. */
  readonly devices$: ReadonlySignal<readonly Device[]>;
  /** Rejects with `DeviceError`. A missing `deviceId` falls back to the default device. */
  capture(kind: "microphone" | "camera", deviceId: string | undefined): Promise<Capture>;
  /** Rejects with `DeviceError`; `dismissed` when the person closed the picker. */
  captureScreen(): Promise<{ readonly video: Capture; readonly audio?: Capture }>;
}
