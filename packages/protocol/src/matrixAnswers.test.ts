import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { offersDelayedEvents, parseDelayId, parseMaxDelay } from "./delayedEvents.ts";
import { parseOpenIdToken } from "./openIdToken.ts";
import { parseRegistrationChallenge, parseSignedIn } from "./signIn.ts";
import { parseStateEvents } from "./stateEvent.ts";

describe("answers of the homeserver", () => {
  it("[PH9] reads state events, and leaves out what is none", () => {
    const event = {
      type: "m.room.name",
      state_key: "",
      sender: "@ann:hs.example",
      event_id: "$1",
      origin_server_ts: 1,
      content: { name: "Monday" },
      unsigned: { age: 5 },
    };
    expect(parseStateEvents([event, { ...event, state_key: undefined }, null])).toEqual([
      {
        type: "m.room.name",
        stateKey: "",
        sender: "@ann:hs.example",
        eventId: "$1",
        originServerTs: 1,
        content: { name: "Monday" },
      },
    ]);
    expect(parseStateEvents({ errcode: "M_FORBIDDEN" })).toEqual([]);
  });

  it("[PH10] reads an OpenID token", () => {
    expect(
      parseOpenIdToken({
        access_token: "t",
        token_type: "Bearer",
        matrix_server_name: "hs.example",
        expires_in: 3600,
      }),
    ).toEqual({
      accessToken: "t",
      tokenType: "Bearer",
      matrixServerName: "hs.example",
      expiresIn: 3600,
    });
  });

  it("[PH11] reads a session and a registration challenge", () => {
    expect(
      parseSignedIn({ user_id: "@a:hs", device_id: "D", access_token: "t", home_server: "hs" }),
    ).toEqual({ userId: "@a:hs", deviceId: "D", accessToken: "t" });
    expect(
      parseRegistrationChallenge({ session: "s", flows: [{ stages: ["m.login.dummy"] }] }),
    ).toEqual({ session: "s", flows: [["m.login.dummy"]] });
  });

  it("[PH12] knows a homeserver with delayed events by its features, not by a key of that name", () => {
    const feature = "org.matrix.msc4140";
    expect(offersDelayedEvents({ versions: [], unstable_features: { [feature]: true } })).toBe(
      true,
    );
    expect(offersDelayedEvents({ versions: [], unstable_features: { [feature]: false } })).toBe(
      false,
    );
    expect(offersDelayedEvents({ versions: [] })).toBe(false);
  });

  it("[PH13] takes an answer with an event id as not scheduled", () => {
    expect(parseDelayId({ delay_id: "syd_1" })).toBe("syd_1");
    expect(parseDelayId({ event_id: "$1" })).toBeUndefined();
  });

  it("[PH14] reads the longest delay", () => {
    const key = "org.matrix.msc4140.delayed_events";
    expect(parseMaxDelay({ capabilities: { [key]: { max_delay_ms: 10_000 } } })).toBe(10_000);
    expect(parseMaxDelay({ capabilities: {} })).toBeUndefined();
  });

  it("[PH15] takes any JSON without throwing", () => {
    const property = fc.property(fc.jsonValue(), (input) => {
      parseStateEvents(input);
      parseStateEvents([input]);
      parseOpenIdToken(input);
      parseSignedIn(input);
      parseRegistrationChallenge(input);
      offersDelayedEvents(input);
      parseDelayId(input);
      parseMaxDelay(input);
    });
    expect(() => fc.assert(property)).not.toThrow();
  });
});
