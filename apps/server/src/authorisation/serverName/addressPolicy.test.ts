import { describe, expect, it } from "vitest";
import { createAddressPolicy, isNetwork } from "./addressPolicy.ts";

describe("createAddressPolicy", () => {
  const mayReach = createAddressPolicy([]);

  it.each([
    "1.1.1.1",
    "172.15.255.255",
    "172.32.0.1",
    "100.128.0.1",
    "2606:4700::1111",
    "2a00:1450::1",
  ])("[SO4] reaches %s", (address) => {
    expect(mayReach(address)).toBe(true);
  });

  it.each([
    ["loopback", "127.0.0.1"],
    ["all of loopback", "127.255.255.254"],
    ["unspecified", "0.0.0.0"],
    ["private", "10.1.2.3"],
    ["private", "172.16.0.1"],
    ["private", "172.31.255.255"],
    ["private", "192.168.1.1"],
    ["carrier-grade NAT", "100.64.0.1"],
    ["metadata of clouds", "169.254.169.254"],
    ["metadata of clouds", "168.63.129.16"],
    ["metadata of clouds", "100.100.100.200"],
    ["multicast", "224.0.0.1"],
    ["broadcast", "255.255.255.255"],
    ["loopback", "::1"],
    ["unspecified", "::"],
    ["mapped", "::ffff:127.0.0.1"],
    ["mapped", "::ffff:7f00:1"],
    ["mapped, although public", "::ffff:1.1.1.1"],
    ["compatible", "::127.0.0.1"],
    ["NAT64", "64:ff9b::7f00:1"],
    ["6to4", "2002:7f00:1::1"],
    ["Teredo", "2001:0:1::1"],
    ["unique local", "fd00:ec2::254"],
    ["link local", "fe80::1"],
    ["site local", "fec0::1"],
    ["multicast", "ff02::1"],
    ["documentation", "2001:db8::1"],
    ["no address", "localhost"],
    ["no address", ""],
  ])("[SO4] does not reach %s (%s)", (_kind, address) => {
    expect(mayReach(address)).toBe(false);
  });

  it("[SO4] reaches networks that the operator allows, and no others", () => {
    const mayReach = createAddressPolicy(["10.1.0.0/16", "fd00::/8"]);
    expect(mayReach("10.1.2.3")).toBe(true);
    expect(mayReach("fd12::1")).toBe(true);
    expect(mayReach("10.2.0.1")).toBe(false);
    expect(mayReach("127.0.0.1")).toBe(false);
  });
});

describe("isNetwork", () => {
  it.each(["10.0.0.0/8", "127.0.0.1/32", "::1/128", "fd00::/8", "0.0.0.0/0"])(
    "[SC2] takes %s",
    (text) => {
      expect(isNetwork(text)).toBe(true);
    },
  );

  it.each(["10.0.0.0", "10.0.0.0/33", "::/129", "example.com/8", "10.0.0.0/8/8", "10.0.0.0/", ""])(
    "[SC2] refuses %s",
    (text) => {
      expect(isNetwork(text)).toBe(false);
    },
  );
});
