import type { Page } from "@playwright/test";

declare global {
  /** Every peer connection that the page has made. */
  var confabPeerConnections: RTCPeerConnection[] | undefined;
}

/** What a page has received so far, summed over all its peer connections. */
export interface ReceivedMedia {
  readonly videoFramesDecoded: number;
  readonly audioPackets: number;
  /** Sum of sample energy: rises only while there is sound that is not silence. */
  readonly audioEnergy: number;
}

/** Keeps every RTCPeerConnection of the page within reach of `receivedMedia`. Call before navigation. */
export async function recordPeerConnections(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const connections: RTCPeerConnection[] = [];
    globalThis.confabPeerConnections = connections;
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        connections.push(this);
      }
    };
  });
}

/** Reads `getStats` of every open peer connection of the page. */
export async function receivedMedia(page: Page): Promise<ReceivedMedia> {
  return page.evaluate(async () => {
    const total = { videoFramesDecoded: 0, audioPackets: 0, audioEnergy: 0 };
    for (const connection of globalThis.confabPeerConnections ?? []) {
      if (connection.connectionState === "closed") continue;
      const report = await connection.getStats();
      for (const entry of report.values() as Iterable<Record<string, unknown>>) {
        if (entry["type"] !== "inbound-rtp") continue;
        if (entry["kind"] === "video") {
          total.videoFramesDecoded += Number(entry["framesDecoded"] ?? 0);
        } else {
          total.audioPackets += Number(entry["packetsReceived"] ?? 0);
          total.audioEnergy += Number(entry["totalAudioEnergy"] ?? 0);
        }
      }
    }
    return total;
  });
}

/** The port at which the other side of the page's media connections is; 0 while none stands. */
export async function mediaPort(page: Page): Promise<number> {
  return page.evaluate(async () => {
    for (const connection of globalThis.confabPeerConnections ?? []) {
      if (connection.connectionState !== "connected") continue;
      const entries = new Map<string, Record<string, unknown>>();
      const report = await connection.getStats();
      for (const entry of report.values() as Iterable<Record<string, unknown>>) {
        entries.set(String(entry["id"]), entry);
      }
      for (const { type, selectedCandidatePairId } of entries.values()) {
        if (type !== "transport") continue;
        const pair = entries.get(String(selectedCandidatePairId));
        const remote = entries.get(String(pair?.["remoteCandidateId"]));
        if (remote !== undefined) return Number(remote["port"]);
      }
    }
    return 0;
  });
}
