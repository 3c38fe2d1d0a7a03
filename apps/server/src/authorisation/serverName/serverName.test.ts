import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseServerName } from "./serverName.ts";

describe("parseServerName", () => {
  it.each([
    ["example.com", "name", "example.com", undefined],
    ["matrix.example.com:8448", "name", "matrix.example.com", 8448],
    ["localhost:8480", "name", "localhost", 8480],
    ["xn--bcher-kva.example", "name", "xn--bcher-kva.example", undefined],
    ["1.2.3.4", "ipv4", "1.2.3.4", undefined],
    ["1.2.3.4:443", "ipv4", "1.2.3.4", 443],
    ["[2001:db8::1]", "ipv6", "2001:db8::1", undefined],
    ["[::1]:8448", "ipv6", "::1", 8448],
  ])("[SO3] reads %s", (text, kind, host, port) => {
    expect(parseServerName(text)).toEqual({ text, kind, host, port });
  });

  it.each([
    "",
    "Example.com",
    "example.com.",
    ".example.com",
    "a..b",
    "-a.com",
    "a-.com",
    "under_score.com",
    "example.com:",
    "example.com:0",
    "example.com:65536",
    "example.com:8448:1",
    "example.com/path",
    "user@example.com",
    "example.com?x",
    "example.com#x",
    " example.com",
    "example.com\n",
    "exämple.com",
    "[::1",
    "[::ffff:1.2.3.4%eth0]",
    "::1",
    "127.1",
    "2130706433",
    "0x7f.0.0.1",
    "0x7f000001",
    "1.2.3.4.5",
    "a".repeat(64),
  ])("[SO3] refuses %j", (text) => {
    expect(parseServerName(text)).toBeUndefined();
  });

  it("[SO3] lets nothing through that a URL would understand differently", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.domain(), fc.webAuthority()), (text) => {
        const name = parseServerName(text);
        if (name === undefined) return;
        const url = new URL(`https://${text}/`);
        expect(url.hostname.replace(/^\[|\]$/g, "")).toBe(
          name.kind === "ipv6"
            ? new URL(`https://[${name.host}]`).hostname.slice(1, -1)
            : name.host,
        );
        expect([url.username, url.password, url.pathname]).toEqual(["", "", "/"]);
      }),
    );
  });
});
