import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSfuWebhook } from "./sfuWebhook.ts";

describe("parseSfuWebhook", () => {
  it("[PV1] reads a webhook, with numbers as texts or numbers", () => {
    const participant = {
      sid: "PA",
      identity: "@a:hs:D",
      state: "DISCONNECTED",
      joinedAtMs: "1700000000123",
      disconnectReason: "CLIENT_INITIATED",
    };
    expect(
      parseSfuWebhook({
        event: "participant_left",
        id: "EV",
        createdAt: "1700000001",
        room: { sid: "RM", name: "call", creationTimeMs: 1_700_000_000_001, turnPassword: "p" },
        participant,
        numDropped: 0,
      }),
    ).toEqual({
      event: "participant_left",
      id: "EV",
      createdAt: 1_700_000_001,
      room: { sid: "RM", name: "call", creationTimeMs: 1_700_000_000_001 },
      participant: {
        sid: "PA",
        identity: "@a:hs:D",
        joinedAtMs: 1_700_000_000_123,
        disconnectReason: "CLIENT_INITIATED",
      },
    });
  });

  it("[PV1] fills in what has its default value", () => {
    expect(parseSfuWebhook({ event: "e", id: "EV", room: {}, participant: {}, track: {} })).toEqual(
      {
        event: "e",
        id: "EV",
        createdAt: 0,
        room: { sid: "", name: "", creationTimeMs: 0 },
        participant: { sid: "", identity: "", joinedAtMs: 0, disconnectReason: "" },
        track: { sid: "", source: "" },
      },
    );
  });

  it.each([
    undefined,
    {},
    { event: "e" },
    { id: "EV" },
    { event: "", id: "EV" },
    { event: "e", id: "" },
    { event: "e", id: "EV", createdAt: "soon" },
    { event: "e", id: "EV", createdAt: "-1" },
    { event: "e", id: "EV", room: [], participant: "x" },
  ])("[PV2] reads nothing from %j", (input) => {
    expect(parseSfuWebhook(input)).toBeUndefined();
  });

  it("[PV2] takes any JSON without throwing", () => {
    const property = fc.property(fc.jsonValue(), (value) => {
      parseSfuWebhook(value);
      parseSfuWebhook({ event: "e", id: "EV", room: value, participant: value, createdAt: value });
    });
    expect(() => fc.assert(property)).not.toThrow();
  });
});
