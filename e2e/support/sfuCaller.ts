import { createRequire } from "node:module";
import type { Browser, Page } from "@playwright/test";
import type * as livekit from "livekit-client";

declare global {
  var LivekitClient: typeof livekit;
  /** Connections of this page, by the name that the test gave them. */
  var sfuConnections: Map<string, livekit.Room>;
}

/** A browser with LiveKit's own client and nothing of ours, connected to as many SFUs as the test wants. */
export interface SfuCaller {
  readonly page: Page;
  connect(name: string, grant: { readonly url: string; readonly jwt: string }): Promise<void>;
  /** Sends a small picture and a sound. Resolves with what kept it from doing so, undefined when it is sent. */
  publish(name: string): Promise<string | undefined>;
  /** Frames decoded so far of each participant that sends a picture, by identity. */
  framesDecoded(name: string): Promise<Readonly<Record<string, number>>>;
  state(name: string): Promise<string>;
  close(): Promise<void>;
}

const library = createRequire(import.meta.url).resolve("livekit-client");

/** `origin`: some place that may use the camera. The page is that of `/healthz`, which is no page of the app. */
export async function newSfuCaller(browser: Browser, origin: string): Promise<SfuCaller> {
  const context = await browser.newContext({ permissions: ["camera", "microphone"] });
  const page = await context.newPage();
  await page.goto(`${origin}/healthz`);
  await page.addScriptTag({ path: library });
  await page.evaluate(() => {
    globalThis.sfuConnections = new Map();
  });
  return {
    page,
    connect: (name, grant) =>
      page.evaluate(
        async ([name, { url, jwt }]) => {
          const room = new globalThis.LivekitClient.Room();
          globalThis.sfuConnections.set(name, room);
          await room.connect(url, jwt);
        },
        [name, grant] as const,
      ),
    publish: (name) =>
      page.evaluate(async (name) => {
        const room = globalThis.sfuConnections.get(name);
        try {
          const tracks = await globalThis.LivekitClient.createLocalTracks({
            audio: true,
            video: { resolution: { width: 320, height: 180, frameRate: 15 } },
          });
          for (const track of tracks) {
            await room?.localParticipant.publishTrack(track, { simulcast: false });
          }
          return undefined;
        } catch (error) {
          return String(error);
        }
      }, name),
    framesDecoded: (name) =>
      page.evaluate(async (name) => {
        const frames: Record<string, number> = {};
        const participants = globalThis.sfuConnections.get(name)?.remoteParticipants.values() ?? [];
        for (const participant of participants) {
          for (const { kind, track } of participant.trackPublications.values()) {
            if (kind !== globalThis.LivekitClient.Track.Kind.Video) continue;
            const report = await track?.getRTCStatsReport();
            for (const entry of (report?.values() ?? []) as Iterable<Record<string, unknown>>) {
              if (entry["type"] !== "inbound-rtp") continue;
              frames[participant.identity] = Number(entry["framesDecoded"] ?? 0);
            }
          }
        }
        return frames;
      }, name),
    state: (name) =>
      page.evaluate((name) => globalThis.sfuConnections.get(name)?.state ?? "none", name),
    close: () => context.close(),
  };
}
