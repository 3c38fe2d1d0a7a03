import type {
  AccountSession,
  Call,
  LocalMedia,
  MatrixRoomPort,
  MatrixSessionPort,
  Scope,
} from "@confab/core";

/** What is fetched only after the first page is on the screen: the Matrix SDK and the call engine. */
export interface Engine {
  openSession(scope: Scope, account: AccountSession): MatrixSessionPort;
  /** With `startOff`, microphone and camera stay off until the person switches them on, whatever was remembered. */
  openLocalMedia(scope: Scope, options: { readonly startOff: boolean }): LocalMedia;
  openCall(scope: Scope, room: MatrixRoomPort, local: LocalMedia): Call;
}

/** Fetches the engine's code. May be called early and often; rejects when the code cannot be fetched. */
export type LoadEngine = () => Promise<Engine>;
