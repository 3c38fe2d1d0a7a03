import {
  type Call,
  createCall,
  createLocalMedia,
  createScope,
  type Scope,
  SfuConnectError,
  type SfuPort,
} from "@confab/core";
import { legacyIdentity, type LivekitTransport } from "@confab/protocol";
import { createFakeMediaDevices, type FakeMediaDevices } from "../devices/fakeMediaDevices.ts";
import { createFakeClock, type FakeClock } from "../fakeClock.ts";
import { createFakeHttpClient, type FakeHttpClient } from "../fakeHttpClient.ts";
import { createFakeMatrix, type FakeMatrix } from "../matrix/fakeMatrix.ts";
import type { FakeMatrixRoom } from "../matrix/fakeMatrixRoom.ts";
import { createMemoryStore } from "../memoryStore.ts";
import { createFakeSfu, type FakeSfu } from "../sfu/fakeSfu.ts";
import { createFakeTokenService, type FakeTokenService } from "../sfu/fakeTokenService.ts";

/** One device of one person, with the real engine on fakes. */
export interface FakePerson {
  readonly scope: Scope;
  readonly userId: string;
  readonly deviceId: string;
  /** How the SFU knows the device. */
  readonly identity: string;
  readonly room: FakeMatrixRoom;
  readonly devices: FakeMediaDevices;
  readonly call: Call;
  /** What happens when the browser kills the tab: no request goes out any more. */
  kill(): void;
}

/** Another homeserver's SFU with its authorisation service. */
interface FakeSite {
  readonly transport: LivekitTransport;
  readonly sfu: FakeSfu;
  readonly tokens: FakeTokenService;
}

/** A homeserver, an SFU with its authorisation service, and a room, all in memory and on one clock. */
export interface FakeWorld {
  readonly clock: FakeClock;
  readonly matrix: FakeMatrix;
  readonly sfu: FakeSfu;
  readonly http: FakeHttpClient;
  readonly tokens: FakeTokenService;
  readonly roomId: string;
  /** A member of the room, joined as often as it has devices. */
  person(name: string, deviceId?: string, serverName?: string): FakePerson;
  /** Makes another homeserver, whose users have an SFU of their own. */
  addSite(serverName: string): FakeSite;
}

export function createFakeWorld(): FakeWorld {
  const clock = createFakeClock();
  const matrix = createFakeMatrix(clock);
  const sfu = createFakeSfu(clock);
  const http = createFakeHttpClient();
  const tokens = createFakeTokenService(http, sfu);
  const roomId = matrix.createRoom("@creator:hs.test");
  const sfus = new Map([[sfu.url, sfu]]);
  /** A browser reaches every SFU there is. */
  const sfuPort: SfuPort = {
    prepare: async (grant) => sfus.get(grant.url)?.port.prepare(grant),
    async connect(scope, grant) {
      const found = sfus.get(grant.url);
      if (found === undefined) throw new SfuConnectError("unreachable");
      return await found.port.connect(scope, grant);
    },
  };
  return {
    clock,
    matrix,
    sfu,
    http,
    tokens,
    roomId,
    addSite(serverName) {
      const siteSfu = createFakeSfu(clock, `wss://${serverName}/livekit/sfu`);
      const serviceUrl = `https://${serverName}/livekit/jwt`;
      const transport: LivekitTransport = { type: "livekit", serviceUrl };
      sfus.set(siteSfu.url, siteSfu);
      matrix.transportsElsewhere.set(serverName, [transport]);
      const siteTokens = createFakeTokenService(http, siteSfu, serviceUrl);
      return { transport, sfu: siteSfu, tokens: siteTokens };
    },
    person(name, deviceId = "DEVICE", serverName = "hs.test") {
      const userId = `@${name.toLowerCase()}:${serverName}`;
      matrix.join(roomId, userId, name);
      const scope = createScope();
      const room = matrix.room({ roomId, userId, deviceId });
      const devices = createFakeMediaDevices(clock);
      const local = createLocalMedia(scope, { devices, preferences: createMemoryStore() });
      const call = createCall(scope, { room, sfu: sfuPort, http, clock, local });
      return {
        scope,
        userId,
        deviceId,
        identity: legacyIdentity(userId, deviceId),
        room,
        devices,
        call,
        kill() {
          room.setOnline(false);
          scope.end();
        },
      };
    },
  };
}
