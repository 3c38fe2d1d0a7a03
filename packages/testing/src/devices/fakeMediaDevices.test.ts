import { describeMediaDevicesPort } from "../contracts/mediaDevicesContract.ts";
import { describeScreenCapture } from "../contracts/screenContract.ts";
import { createFakeClock } from "../fakeClock.ts";
import { createFakeMediaDevices } from "./fakeMediaDevices.ts";

describeMediaDevicesPort("FakeMediaDevices", {
  async setUp() {
    const clock = createFakeClock();
    const port = createFakeMediaDevices(clock);
    return { time: { clock, timeoutMs: 1000 }, port, async tearDown() {} };
  },
});

describeScreenCapture("FakeMediaDevices", {
  async setUp() {
    const port = createFakeMediaDevices(createFakeClock());
    return { port, share: () => port.captureScreen(), async tearDown() {} };
  },
});
