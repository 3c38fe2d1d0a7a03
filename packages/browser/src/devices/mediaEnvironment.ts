/** What device capture uses of the browser; tests hand in their own. */
export interface MediaEnvironment {
  readonly isSecureContext: boolean;
  /** Undefined on insecure origins and in very old browsers. */
  readonly mediaDevices: MediaDevices | undefined;
  readonly canChooseSpeaker: boolean;
  /** Rejects where the browser does not know the permission. */
  permissionState(kind: "microphone" | "camera"): Promise<PermissionState>;
  createAudioContext(): AudioContext;
  /** Whether the person has clicked or typed on this page: before, a suspended `AudioContext` cannot resume. */
  hasBeenTouched(): boolean;
}

export function browserMediaEnvironment(): MediaEnvironment {
  return {
    isSecureContext,
    // The type says it is always there; on insecure origins it is not.
    mediaDevices: navigator.mediaDevices,
    canChooseSpeaker: "setSinkId" in HTMLMediaElement.prototype,
    async permissionState(kind) {
      const status = await navigator.permissions.query({ name: kind });
      return status.state;
    },
    createAudioContext: () => new AudioContext({ latencyHint: "playback" }),
    // Missing in Firefox before 120.
    hasBeenTouched: () =>
      (navigator.userActivation as UserActivation | undefined)?.hasBeenActive ?? true,
  };
}
