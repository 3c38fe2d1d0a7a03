import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTurnServer, parseTurnUri } from "./turnServer.ts";

describe("TURN server", () => {
  it("[TU5] reads credentials and addresses, or that there are none", () => {
    const answer = { username: "u", password: "p", ttl: 86_400, uris: ["turn:example.org"] };
    expect(parseTurnServer(answer)).toEqual({
      username: "u",
      password: "p",
      uris: ["turn:example.org"],
    });
    expect(parseTurnServer({})).toEqual({ username: "", password: "", uris: [] });
    expect(parseTurnServer("no")).toBeUndefined();
  });

  it.each([
    ["turn:example.org", { host: "example.org", port: 3478, transport: "udp" }],
    ["turn:example.org:3479?transport=tcp", { host: "example.org", port: 3479, transport: "tcp" }],
    ["turns:example.org?transport=tcp", { host: "example.org", port: 5349, transport: "tls" }],
    ["TURNS:example.org:443", { host: "example.org", port: 443, transport: "tls" }],
    ["turn:[2001:db8::1]:3478", { host: "2001:db8::1", port: 3478, transport: "udp" }],
  ])("[TU6] reads %s", (uri, expected) => {
    expect(parseTurnUri(uri)).toEqual(expected);
  });

  it.each(["stun:example.org", "turn://example.org", "turn:", "turn:example.org?transport=sctp"])(
    "[TU6] does not read %s",
    (uri) => {
      expect(parseTurnUri(uri)).toBeUndefined();
    },
  );

  it("[TU4] nothing makes the readers throw", () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), (input, uri) => {
        expect(() => parseTurnServer(input)).not.toThrow();
        expect(() => parseTurnUri(`turn:${uri}`)).not.toThrow();
      }),
    );
  });
});
