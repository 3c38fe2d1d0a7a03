/** What browsers and other homeservers find below the one public origin. */
export interface PublicUrls {
  readonly homeserver: string;
  /** Base URL of the MatrixRTC authorisation service. */
  readonly callService: string;
  /** WebSocket URL of the SFU. */
  readonly sfu: string;
  /** `host:port`, the port always written out, because other homeservers would guess 8448. */
  readonly serverAddress: string;
}

export function publicUrls(publicUrl: string): PublicUrls {
  const { hostname, port, protocol } = new URL(publicUrl);
  const base = publicUrl.replace(/\/+$/, "");
  const defaultPort = protocol === "https:" ? "443" : "80";
  return {
    homeserver: base,
    callService: `${base}/livekit/jwt`,
    sfu: `${base.replace(/^http/, "ws")}/livekit/sfu`,
    serverAddress: `${hostname}:${port === "" ? defaultPort : port}`,
  };
}
