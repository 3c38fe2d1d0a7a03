import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseClientDiscovery, parseTransports } from "./transports.ts";

const entry = { type: "livekit", livekit_service_url: "https://rtc.example/livekit/jwt" };
const transport = { type: "livekit", serviceUrl: "https://rtc.example/livekit/jwt" };

describe("transports", () => {
  it("[PH1] reads both spellings of the transports endpoint", () => {
    expect(parseTransports({ rtc_transports: [entry] })).toEqual([transport]);
    expect(parseTransports({ transports: [entry] })).toEqual([transport]);
  });

  it("[PH2] leaves out what it cannot use, and keeps the rest in order", () => {
    const second = { ...entry, livekit_service_url: "https://second.example/jwt/" };
    const input = {
      rtc_transports: [
        { type: "full_mesh" },
        entry,
        { type: "livekit", url: "wss://rtc.example/sfu" },
        { type: "livekit", livekit_service_url: "javascript:alert(1)" },
        "livekit",
        second,
      ],
    };
    expect(parseTransports(input)).toEqual([
      transport,
      { type: "livekit", serviceUrl: "https://second.example/jwt" },
    ]);
  });

  it("[PH3] finds none in an empty answer", () => {
    expect(parseTransports({})).toEqual([]);
    expect(parseTransports({ rtc_transports: "none" })).toEqual([]);
    expect(parseTransports(undefined)).toEqual([]);
  });

  it("[PH4] reads homeserver and transports of the client discovery, either without the other", () => {
    expect(
      parseClientDiscovery({
        "m.homeserver": { base_url: "https://matrix.example/" },
        "org.matrix.msc4143.rtc_foci": [{ ...entry, livekit_alias: "!room" }],
      }),
    ).toEqual({
      homeserverUrl: "https://matrix.example",
      transports: [{ ...transport, alias: "!room" }],
    });
    expect(parseClientDiscovery({ "m.homeserver": "matrix.example" })).toEqual({
      homeserverUrl: undefined,
      transports: [],
    });
    expect(parseClientDiscovery({ "org.matrix.msc4143.rtc_foci": [entry] })).toEqual({
      homeserverUrl: undefined,
      transports: [transport],
    });
  });

  it("[PH5] takes any JSON without throwing", () => {
    const property = fc.property(fc.jsonValue(), (input) => {
      parseTransports(input);
      parseTransports({ rtc_transports: input, transports: [input] });
      parseClientDiscovery(input);
      parseClientDiscovery({ "m.homeserver": input, "org.matrix.msc4143.rtc_foci": [input] });
    });
    expect(() => fc.assert(property)).not.toThrow();
  });
});
