interface Page {
  readonly isSecureContext: boolean;
  readonly navigator: object;
}

/** Why this page can never make a call, before anything is tried. */
export function missingSupport(page: Page): "insecure-origin" | "unsupported" | undefined {
  if (!page.isSecureContext) return "insecure-origin";
  const hasCalls = "RTCPeerConnection" in page && "mediaDevices" in page.navigator;
  return hasCalls ? undefined : "unsupported";
}
