import { describe, expect, it } from "vitest";
import { captureConstraints, isRealDevice } from "./constraints.ts";

describe("constraints", () => {
  it("[BD6] leaves out the devices that only mean the system's choice", () => {
    const ids = ["", "default", "communications", "4f2a"];
    expect(ids.filter((deviceId) => isRealDevice({ deviceId }))).toEqual(["4f2a"]);
  });

  it("[BD8] asks for a microphone made for speech", () => {
    expect(captureConstraints("microphone", undefined)).toEqual({
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
  });

  it("[BD8] asks for 720p30 of the chosen camera", () => {
    expect(captureConstraints("camera", "4f2a")).toEqual({
      video: {
        width: { ideal: 1280 },
        height: { ideal: 720 },
        frameRate: { ideal: 30 },
        deviceId: { exact: "4f2a" },
      },
    });
  });
});
