import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatMembership,
  membershipLifetimeMs,
  membershipStateKey,
  parseMembership,
} from "./membership.ts";

const userId = "@alice:example.org";
const sentAt = 1_760_000_000_000;
const transport = {
  type: "livekit",
  serviceUrl: "https://rtc.example.org/livekit/jwt",
  alias: "!room:example.org",
} as const;

/** What goes over the wire, as other clients write and read it. */
const golden = {
  application: "m.call",
  call_id: "",
  scope: "m.room",
  device_id: "DEVICE",
  membershipID: "@alice:example.org:DEVICE",
  expires: 14_400_000,
  "m.call.intent": "video",
  focus_active: { type: "livekit", focus_selection: "oldest_membership" },
  foci_preferred: [
    {
      type: "livekit",
      livekit_service_url: "https://rtc.example.org/livekit/jwt",
      livekit_alias: "!room:example.org",
    },
  ],
};

const event = (content: unknown, stateKey = `_${userId}_DEVICE_m.call`, sender = userId) => ({
  stateKey,
  sender,
  originServerTs: sentAt,
  content,
});

describe("membership", () => {
  it("[PM1] is written as other clients read it", () => {
    const content = formatMembership({ userId, deviceId: "DEVICE", transports: [transport] });
    expect(JSON.stringify(content)).toBe(JSON.stringify(golden));
  });

  it.each([
    ["10", "_@alice:example.org_DEVICE_m.call"],
    ["12", "_@alice:example.org_DEVICE_m.call"],
    ["org.matrix.msc3757.11", "@alice:example.org_DEVICE_m.call"],
    ["org.matrix.msc3779.10", "@alice:example.org_DEVICE_m.call"],
  ])("[PM1] has in room version %s the state key %s", (roomVersion, stateKey) => {
    expect(membershipStateKey({ userId, deviceId: "DEVICE", roomVersion })).toBe(stateKey);
  });

  it("[PM2] is read", () => {
    expect(parseMembership(event(golden))).toEqual({
      userId,
      deviceId: "DEVICE",
      joinedAt: sentAt,
      expiresAt: sentAt + 14_400_000,
      transports: [transport],
      selection: "oldest_membership",
    });
  });

  it("[PM2] of a client that has its own SFU is read", () => {
    const content = {
      application: "m.call",
      call_id: "",
      scope: "m.room",
      device_id: "DEVICE",
      expires: 7_200_000,
      created_ts: sentAt - 5000,
      focus_active: { type: "livekit", focus_selection: "multi_sfu" },
      foci_preferred: [{ type: "livekit", livekit_service_url: "https://rtc.example.org/" }],
    };
    expect(parseMembership(event(content))).toEqual({
      userId,
      deviceId: "DEVICE",
      joinedAt: sentAt - 5000,
      expiresAt: sentAt - 5000 + 7_200_000,
      transports: [{ type: "livekit", serviceUrl: "https://rtc.example.org" }],
      selection: "multi_sfu",
    });
  });

  it("[PM3] is its sender's own, in both forms of the key", () => {
    expect(parseMembership(event(golden, `${userId}_DEVICE_m.call`))).toBeDefined();
    expect(parseMembership(event(golden, undefined, "@mallory:example.org"))).toBeUndefined();
    expect(parseMembership(event(golden, `_${userId}_OTHER_m.call`))).toBeUndefined();
    expect(parseMembership(event(golden, `_${userId}_DEVICE`))).toBeUndefined();
    expect(parseMembership(event(golden, `__${userId}_DEVICE_m.call`))).toBeUndefined();
  });

  it.each([
    ["a leave", {}],
    ["another application", { ...golden, application: "org.example.game" }],
    ["another call", { ...golden, call_id: "side-room" }],
    ["another scope", { ...golden, scope: "m.user" }],
    ["the array form", { memberships: [golden] }],
    ["a broken one", { ...golden, expires: "soon" }],
    ["one without a device", { ...golden, device_id: "" }],
    ["no object", null],
  ])("[PM4] is not %s", (_name, content) => {
    expect(parseMembership(event(content))).toBeUndefined();
  });

  it("[PM5] counts four hours when it does not say how long", () => {
    const { expires: _expires, ...content } = golden;
    expect(parseMembership(event(content))?.expiresAt).toBe(sentAt + 4 * 3_600_000);
  });

  it("[PM6] counts from now when it is renewed, and keeps when it began", () => {
    const now = sentAt + 3 * 3_600_000;
    const content = formatMembership({
      userId,
      deviceId: "DEVICE",
      transports: [],
      update: { joinedAt: sentAt, now },
    });
    expect(content).toMatchObject({ created_ts: sentAt });
    const renewed = parseMembership({ ...event(content), originServerTs: now });
    expect(renewed).toMatchObject({ joinedAt: sentAt, expiresAt: now + membershipLifetimeMs });
  });

  it("[PM7] leaves out transports that we cannot use", () => {
    const content = {
      ...golden,
      foci_preferred: [
        { type: "future", url: "https://example.org" },
        { type: "livekit", livekit_service_url: "javascript:alert(1)" },
        "livekit",
        { type: "livekit", livekit_service_url: "https://rtc.example.org/jwt//" },
      ],
    };
    expect(parseMembership(event(content))?.transports).toEqual([
      { type: "livekit", serviceUrl: "https://rtc.example.org/jwt" },
    ]);
  });

  it("[PM8] does not throw, whatever comes", () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.record(
        Object.fromEntries(
          Object.entries(golden).map(([key, value]) => [
            key,
            fc.oneof(fc.constant(value), fc.anything()),
          ]),
        ),
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(anything, fc.string(), (content, stateKey) => {
        expect(parseMembership(event(content, stateKey))).toBeUndefined();
        const expiresAt = parseMembership(event(content))?.expiresAt ?? 0;
        expect(Number.isSafeInteger(expiresAt)).toBe(true);
      }),
    );
  });
});
