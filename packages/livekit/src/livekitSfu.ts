import { type SfuPort, SfuConnectError } from "@confab/core";
import { connectFailure } from "./closeReason.ts";
import { createConnection } from "./connection.ts";
import type { Livekit } from "./livekit.ts";
import { roomOptions } from "./roomOptions.ts";
import { warmPeerConnection, warmServer } from "./warmUp.ts";

interface LivekitSfu extends SfuPort {
  /** What `prepare` can do before there is a grant: somebody is about to join. Never rejects. */
  preload(): Promise<void>;
}

/** SFU connections over livekit-client, which is loaded when it is first needed. */
export function createLivekitSfu(
  load: () => Promise<Livekit> = () => import("livekit-client"),
): LivekitSfu {
  let loading: Promise<Livekit> | undefined;
  let peerConnectionIsWarm = false;

  const loadOnce = () => {
    loading ??= load().then(
      (livekit) => {
        // LiveKit's log names URLs, and those carry the token.
        livekit.setLogLevel("silent");
        return livekit;
      },
      (error: unknown) => {
        // A chunk that could not be fetched now may be there for the next attempt.
        loading = undefined;
        throw error;
      },
    );
    return loading;
  };

  const warmOnce = async () => {
    if (peerConnectionIsWarm) return;
    peerConnectionIsWarm = true;
    await warmPeerConnection();
  };

  return {
    async preload() {
      await Promise.allSettled([loadOnce(), warmOnce()]);
    },

    async prepare(grant) {
      await Promise.allSettled([loadOnce(), warmServer(grant.url), warmOnce()]);
    },

    async connect(scope, grant) {
      const livekit = await loadOnce().catch((error: unknown) => {
        throw new SfuConnectError("unreachable", error);
      });
      if (scope.ended) throw new SfuConnectError("left");
      const room = new livekit.Room(roomOptions());
      const connectionScope = scope.child();
      const connection = createConnection(connectionScope, livekit, room);
      let signalled = false;
      room.once(livekit.RoomEvent.SignalConnected, () => {
        signalled = true;
      });
      try {
        await room.connect(grant.url, grant.jwt);
      } catch (error) {
        connectionScope.end();
        throw new SfuConnectError(
          scope.ended ? "left" : connectFailure(livekit, error, signalled),
          withoutSecret(error, grant.jwt),
        );
      }
      return connection;
    },
  };
}

/** The WebSocket's URL carries the token, and some browsers put the URL into the error. */
function withoutSecret(error: unknown, secret: string): unknown {
  if (!(error instanceof Error)) return undefined;
  const cleaned = new Error(error.message.replaceAll(secret, "…"));
  cleaned.name = error.name;
  return cleaned;
}
