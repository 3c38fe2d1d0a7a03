import { createBrowserMediaDevices } from "@confab/browser";
import {
  type Clock,
  createCall,
  createLocalMedia,
  type HttpClient,
  type KeyValueStore,
} from "@confab/core";
import { createLivekitSfu } from "@confab/livekit";
import { createMatrixSession } from "@confab/matrix/sdk";
import type { Engine } from "@confab/view";

interface EngineDeps {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly preferences: KeyValueStore;
}

/** Puts the real adapters together. A part of its own, as it brings the Matrix SDK with it. */
export function createEngine({ http, clock, preferences }: EngineDeps): Engine {
  const sfu = createLivekitSfu();
  return {
    openSession: (scope, session) => createMatrixSession(scope, { session, http, clock }),
    openLocalMedia(scope, { startOff }) {
      // Own media open first of all on the way into a call.
      void sfu.preload();
      const devices = createBrowserMediaDevices(scope);
      return createLocalMedia(scope, { devices, preferences, startOff });
    },
    openCall: (scope, room, local) => createCall(scope, { room, sfu, http, clock, local }),
  };
}
