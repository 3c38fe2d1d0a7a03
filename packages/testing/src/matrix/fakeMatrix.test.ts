import { createFakeClock } from "../fakeClock.ts";
import { describeMatrixRoomPort } from "../contracts/matrixRoomContract.ts";
import { createFakeMatrix } from "./fakeMatrix.ts";

describeMatrixRoomPort("FakeMatrix", {
  async setUp() {
    const clock = createFakeClock();
    const matrix = createFakeMatrix(clock);
    const roomId = matrix.createRoom("@alice:hs.test");
    matrix.join(roomId, "@bob:hs.test", "Bob");
    return {
      time: { clock, timeoutMs: 1000, pass: (ms) => clock.advance(ms) },
      creator: matrix.room({ roomId, userId: "@alice:hs.test", deviceId: "ALICE1" }),
      member: matrix.room({ roomId, userId: "@bob:hs.test", deviceId: "BOB1" }),
      serviceUrl: "https://sfu.test/livekit/jwt",
      maxDelayMs: matrix.faults.maxDelayMs,
      async tearDown() {},
    };
  },
});
