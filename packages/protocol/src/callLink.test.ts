import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatCallLink, parseCallLink } from "./callLink.ts";

const newId = `!${"aB3_-".repeat(8)}xyz`;
const oldId = "!abc:example.org:8448";

describe("link to a call", () => {
  it("[PL1] says nothing to a server", () => {
    const link = formatCallLink("https://call.example.org", {
      roomId: oldId,
      via: ["example.org:8448"],
    });
    expect(link).toBe(
      "https://call.example.org/#/call/!abc%3Aexample.org%3A8448?via=example.org%3A8448",
    );
    const { pathname, search } = new URL(link);
    expect({ pathname, search }).toEqual({ pathname: "/", search: "" });
  });

  it("[PL1] may skip the lobby, and needs no servers", () => {
    expect(formatCallLink("https://x", { roomId: newId, via: [], skipLobby: true })).toBe(
      `https://x/#/call/${newId}?lobby=skip`,
    );
    expect(formatCallLink("https://x", { roomId: newId, via: [] })).toBe(
      `https://x/#/call/${newId}`,
    );
  });

  it("[PL2] is read as it was written", () => {
    const server = fc.constantFrom("example.org", "localhost:8448", "[::1]:443", "10.0.0.1");
    const roomId = fc.stringMatching(/^![A-Za-z0-9:._~%&=+-]{1,60}$/);
    fc.assert(
      fc.property(roomId, fc.uniqueArray(server), fc.boolean(), (roomId, via, skipLobby) => {
        const link = { roomId, via, skipLobby };
        expect(parseCallLink(formatCallLink("https://call.example.org", link))).toEqual(link);
      }),
    );
  });

  it.each([
    `  https://elsewhere.example/app/#/call/${newId}\n`,
    `localhost:8080/#/call/${newId}`,
    `https://call.example.org/#/call/${newId}?via=&via=a%20b&via=%&other=1&lobby=show`,
    `https://call.example.org/#/call/${encodeURIComponent(newId)}?`,
  ])("[PL3] is found in %j", (text) => {
    expect(parseCallLink(text)).toEqual({ roomId: newId, via: [], skipLobby: false });
  });

  it("[PL3] names few servers, each once", () => {
    const via = ["a", "b", "a", "c", "d", "e", "f"].map((name) => `via=${name}`).join("&");
    expect(parseCallLink(`#/call/${newId}?${via}`)?.via).toEqual(["a", "b", "c", "d", "e"]);
  });

  it.each([
    "",
    "hello",
    "https://call.example.org/",
    "https://call.example.org/#/",
    "https://call.example.org/#/call/",
    "https://call.example.org/#/call/%",
    "https://call.example.org/#/call/room",
    "https://call.example.org/#/call/%23alias%3Aexample.org",
    "https://call.example.org/#/call/!a%20b",
    `https://call.example.org/#/call/!${"x".repeat(300)}`,
  ])("[PL4] is not %j", (text) => {
    expect(parseCallLink(text)).toBeUndefined();
  });

  it("[PL4] does not throw, whatever comes", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const link of [text, `#/call/${text}`, `#/call/${newId}?${text}`]) {
          expect(() => parseCallLink(link)).not.toThrow();
        }
      }),
    );
  });
});
