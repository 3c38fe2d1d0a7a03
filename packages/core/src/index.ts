export { batch, computed, effect, signal, untracked } from "./reactive/signal.ts";
export type { ReadonlySignal, Signal } from "./reactive/signal.ts";
export { mapKeyed } from "./reactive/mapKeyed.ts";
export { createScope } from "./reactive/scope.ts";
export type { Scope } from "./reactive/scope.ts";
export { createEmitter } from "./reactive/emitter.ts";
export type { Emitter } from "./reactive/emitter.ts";
export type { Clock } from "./ports/clock.ts";
export type { KeyValueStore } from "./ports/keyValueStore.ts";
export type { HttpClient, HttpRequest, HttpResponse } from "./ports/httpClient.ts";
export type { DelayedEventAction, MatrixRoomPort, RoomStateEvent } from "./ports/matrixRoom.ts";
export type {
  Capture,
  Device,
  DeviceFailure,
  DeviceKind,
  MediaDevicesPort,
} from "./ports/mediaDevices.ts";
export type { MediaSink } from "./ports/mediaSink.ts";
export type {
  ConnectionQuality,
  MediaSource,
  RemoteMedia,
  SfuCloseReason,
  SfuConnection,
  SfuGrant,
  SfuParticipant,
  SfuPort,
  SfuState,
} from "./ports/sfu.ts";
export {
  CallError,
  callErrorCodes,
  DeviceError,
  MatrixRequestError,
  SfuConnectError,
} from "./errors/callError.ts";
export type { CallErrorCode } from "./errors/callError.ts";
export type {
  LocalDeviceSource,
  LocalMedia,
  LocalScreenSource,
  LocalSpeaker,
} from "./media/localMedia.ts";
export { createLocalMedia } from "./media/createLocalMedia.ts";
export type { LocalMediaDeps } from "./media/createLocalMedia.ts";
export { createCall } from "./call/createCall.ts";
export type { CallDeps } from "./call/createCall.ts";
export { defaultCallConfig } from "./call/callConfig.ts";
export type { CallConfig } from "./call/callConfig.ts";
export type {
  Call,
  CallParticipant,
  CallPhase,
  CallTimings,
  CallWarning,
  ParticipantStatus,
} from "./call/call.ts";
export type { AccountPort, AccountSession } from "./ports/account.ts";
export type { CallRoomSummary, MatrixSessionPort, SessionState } from "./ports/matrixSession.ts";
export { AccountError, accountErrorReasons } from "./errors/accountError.ts";
export type { AccountErrorReason } from "./errors/accountError.ts";
