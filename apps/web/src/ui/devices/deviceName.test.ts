import { describe, expect, it } from "vitest";
import { deviceName } from "./deviceName.ts";

const unnamed = (kind: string, number: number) => `${kind} ${number}`;

describe("deviceName", () => {
  it("[DN1] drops the vendor's numbers that Chromium puts behind a name", () => {
    const option = { id: "a", label: "HD Webcam (046d:0825)", number: 1 };
    expect(deviceName(option, "Camera", unnamed)).toBe("HD Webcam");
  });

  it("[DN2] counts devices whose names are not known yet", () => {
    expect(deviceName({ id: "b", label: "", number: 2 }, "Camera", unnamed)).toBe("Camera 2");
  });
});
