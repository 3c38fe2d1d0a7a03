import { describeSfuPort } from "../contracts/sfuContract.ts";
import { createFakeCapture } from "../devices/fakeCapture.ts";
import { createFakeClock } from "../fakeClock.ts";
import { createFakeSfu } from "./fakeSfu.ts";

describeSfuPort("FakeSfu", {
  async setUp() {
    const clock = createFakeClock();
    const sfu = createFakeSfu(clock);
    return {
      time: { clock, timeoutMs: 1000 },
      port: sfu.port,
      grant: async (identity) => sfu.grant({ identity }),
      async forgedGrant(identity) {
        const { url, jwt } = sfu.grant({ identity });
        return { url, jwt: `${jwt.slice(0, jwt.lastIndexOf("."))}.forged` };
      },
      missingRoomGrant: async (identity) =>
        sfu.grant({ identity, room: "missing", makesRoom: false }),
      audioCapture: async () => createFakeCapture({ kind: "audio" }),
      videoCapture: async () => createFakeCapture({ kind: "video" }),
      remove: async (identity) => sfu.connection(identity).close("removed"),
      silence: async (identity) => sfu.connection(identity).silence("microphone"),
      async tearDown() {},
    };
  },
});
