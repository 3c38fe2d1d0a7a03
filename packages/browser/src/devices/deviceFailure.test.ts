import { describe, expect, it } from "vitest";
import {
  captureFailure,
  endedFailure,
  mayLackChosenDevice,
  screenFailure,
} from "./deviceFailure.ts";

const error = (name: string, message = "") => new DOMException(message, name);

describe("device failures", () => {
  it("[BD2] tells a refusal from a closed question by the permission afterwards", () => {
    expect(captureFailure(error("NotAllowedError"), "denied")).toBe("denied");
    expect(captureFailure(error("NotAllowedError"), "prompt")).toBe("dismissed");
    // The page may, the operating system does not let the browser.
    expect(captureFailure(error("NotAllowedError"), "granted")).toBe("denied");
    expect(captureFailure(error("NotAllowedError"), "unknown")).toBe("denied");
  });

  it.each([
    ["NotFoundError", "missing"],
    ["OverconstrainedError", "missing"],
    ["NotReadableError", "busy"],
    ["AbortError", "busy"],
    ["NotSupportedError", "unsupported"],
    ["SomethingNewError", "unknown"],
  ] as const)("[BD2] reads %s as %s", (name, failure) => {
    expect(captureFailure(error(name), "granted")).toBe(failure);
  });

  it("[BD2] takes a thrown non-error as unknown", () => {
    expect(captureFailure("no", "granted")).toBe("unknown");
  });

  it("[BD2] tells a closed screen picker from a system that forbids recording", () => {
    expect(screenFailure(error("NotAllowedError", "Permission denied by user"))).toBe("dismissed");
    expect(screenFailure(error("NotAllowedError", "Permission denied by system"))).toBe("denied");
    expect(screenFailure(error("NotReadableError"))).toBe("busy");
    expect(screenFailure(error("InvalidStateError"))).toBe("unknown");
  });

  it("[BD3] retries only when the chosen device may be the reason", () => {
    expect(mayLackChosenDevice(error("OverconstrainedError"))).toBe(true);
    expect(mayLackChosenDevice(error("NotFoundError"))).toBe(true);
    expect(mayLackChosenDevice(error("NotAllowedError"))).toBe(false);
  });

  it("[BD4] tells a revoked permission from a pulled plug", () => {
    expect(endedFailure("granted", "denied")).toBe("denied");
    expect(endedFailure("granted", "prompt")).toBe("denied");
    expect(endedFailure("granted", "granted")).toBe("unplugged");
    expect(endedFailure("prompt", "prompt")).toBe("unplugged");
    expect(endedFailure("unknown", "unknown")).toBe("unplugged");
  });
});
