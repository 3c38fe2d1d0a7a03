import { describe, expect, it } from "vitest";
import { missingSupport } from "./browserSupport.ts";

const able = { isSecureContext: true, RTCPeerConnection: {}, navigator: { mediaDevices: {} } };

describe("missingSupport", () => {
  it("[MA4] tells an insecure address from a browser that cannot", () => {
    expect(missingSupport(able)).toBeUndefined();
    expect(missingSupport({ ...able, isSecureContext: false })).toBe("insecure-origin");
    expect(missingSupport({ ...able, navigator: {} })).toBe("unsupported");
    expect(missingSupport({ isSecureContext: true, navigator: able.navigator })).toBe(
      "unsupported",
    );
  });
});
