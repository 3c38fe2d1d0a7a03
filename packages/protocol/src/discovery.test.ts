import { describe, expect, it } from "vitest";
import { formatClientDiscovery, formatServerDiscovery, parseServerDiscovery } from "./discovery.ts";
import { parseOpenIdUserinfo } from "./openIdUserinfo.ts";
import { parseClientDiscovery } from "./transports.ts";

describe("discovery", () => {
  it("[PD1] tells clients the homeserver and the call service", () => {
    expect(formatClientDiscovery("https://hs", "https://hs/livekit/jwt")).toEqual({
      "m.homeserver": { base_url: "https://hs" },
      "org.matrix.msc4143.rtc_foci": [
        { type: "livekit", livekit_service_url: "https://hs/livekit/jwt" },
      ],
    });
  });

  it("[PD1] is understood by our own client", () => {
    const discovery = formatClientDiscovery("https://hs", "https://hs/livekit/jwt");
    expect(parseClientDiscovery(discovery)).toMatchObject({
      homeserverUrl: "https://hs",
      transports: [{ serviceUrl: "https://hs/livekit/jwt" }],
    });
  });

  it("[PD2] reads back what it tells other homeservers", () => {
    expect(parseServerDiscovery(formatServerDiscovery("hs:443"))).toBe("hs:443");
  });

  it.each([null, {}, { "m.server": "" }, { "m.server": 1 }, "hs"])(
    "[PD2] finds no delegation in %j",
    (input) => {
      expect(parseServerDiscovery(input)).toBeUndefined();
    },
  );
});

describe("parseOpenIdUserinfo", () => {
  it.each([
    [{ sub: "@u:hs" }, "@u:hs"],
    [{ sub: "@u:hs:8448" }, "@u:hs:8448"],
    [{ sub: "u:hs" }, undefined],
    [{ sub: "@u" }, undefined],
    [{ sub: "@u:" }, undefined],
    [{ sub: 1 }, undefined],
    [undefined, undefined],
  ])("[PD3] takes a user id and nothing else from userinfo: %j", (input, userId) => {
    expect(parseOpenIdUserinfo(input)).toBe(userId);
  });
});
