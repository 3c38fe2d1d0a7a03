import type { CallError } from "../errors/callError.ts";
import type { Capture, Device } from "../ports/mediaDevices.ts";
import type { ReadonlySignal } from "../reactive/signal.ts";

/** Own microphone or camera: what the person wants, and what really runs. */
export interface LocalDeviceSource {
  /** What the person asked for. Kept across calls. */
  readonly wanted$: ReadonlySignal<boolean>;
  /** The running capture; undefined while off, starting or failed. */
  readonly capture$: ReadonlySignal<Capture | undefined>;
  /** True while the device is being opened. */
  readonly starting$: ReadonlySignal<boolean>;
  /** Why it does not run although wanted; cleared by the next attempt. */
  readonly problem$: ReadonlySignal<CallError | undefined>;
  /** The chosen device, kept across calls; undefined = the system's default. */
  readonly deviceId$: ReadonlySignal<string | undefined>;
  /** Devices of this kind. */
  readonly devices$: ReadonlySignal<readonly Device[]>;
  setWanted(wanted: boolean): void;
  selectDevice(deviceId: string | undefined): void;
  /** Tries again after a problem. */
  retry(): void;
}

/** Own screen share. Never started by itself, never remembered. */
export interface LocalScreenSource {
  readonly available: boolean;
  readonly capture$: ReadonlySignal<Capture | undefined>;
  readonly audioCapture$: ReadonlySignal<Capture | undefined>;
  readonly starting$: ReadonlySignal<boolean>;
  readonly problem$: ReadonlySignal<CallError | undefined>;
  /** Opens the browser's picker; must be called in a click handler. A dismissed picker is not a problem. */
  start(): Promise<void>;
  stop(): void;
}

export interface LocalSpeaker {
  readonly available: boolean;
  readonly deviceId$: ReadonlySignal<string | undefined>;
  readonly devices$: ReadonlySignal<readonly Device[]>;
  selectDevice(deviceId: string | undefined): void;
}

/** Everything this person sends, and where they listen. Lives through lobby and call. */
export interface LocalMedia {
  /** Why nothing can be captured on this page at all. */
  readonly unavailable: "insecure-origin" | "unsupported" | undefined;
  readonly microphone: LocalDeviceSource;
  readonly camera: LocalDeviceSource;
  readonly screen: LocalScreenSource;
  readonly speaker: LocalSpeaker;
}
