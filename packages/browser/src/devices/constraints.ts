/** The device id of Chromium's and Safari's pseudo devices that follow the system's choice. */
const pseudoDeviceIds: ReadonlySet<string> = new Set(["", "default", "communications"]);

/** False for the entries that mean "whatever the system uses": `undefined` says that in our ports. */
export function isRealDevice(info: { readonly deviceId: string }): boolean {
  return !pseudoDeviceIds.has(info.deviceId);
}

/** What `getUserMedia` is asked for. Everything but the device is a wish, so that odd cameras still work. */
export function captureConstraints(
  kind: "microphone" | "camera",
  deviceId: string | undefined,
): MediaStreamConstraints {
  const device = deviceId === undefined ? {} : { deviceId: { exact: deviceId } };
  if (kind === "microphone") {
    return {
      audio: {
        echoCancellation: true,
        noiseSuppression: true,
        autoGainControl: true,
        ...device,
      },
    };
  }
  return {
    video: {
      width: { ideal: 1280 },
      height: { ideal: 720 },
      frameRate: { ideal: 30 },
      ...(deviceId === undefined ? { facingMode: { ideal: "user" } } : device),
    },
  };
}

/** Members of `DisplayMediaStreamOptions` that only Chromium has so far; others ignore them. */
interface ScreenConstraints extends DisplayMediaStreamOptions {
  /** Offers to share the sound of the whole system. */
  readonly systemAudio: "include";
  /** Lets the person switch to another tab while sharing. */
  readonly surfaceSwitching: "include";
  /** Sharing the call into the call is a hall of mirrors. */
  readonly selfBrowserSurface: "exclude";
}

/** What `getDisplayMedia` is asked for. */
export function screenConstraints(): ScreenConstraints {
  return {
    video: { frameRate: { ideal: 30 } },
    // A film's sound is not speech: processing made for microphones spoils it.
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    systemAudio: "include",
    surfaceSwitching: "include",
    selfBrowserSurface: "exclude",
  };
}
