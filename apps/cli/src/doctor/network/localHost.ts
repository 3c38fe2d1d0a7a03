import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

/** Networks that nobody outside can reach: RFC 1918, 6598, 3927, 4193, 4291, and loopback. */
const networks: readonly (readonly [network: string, bits: number, family: "ipv4" | "ipv6"])[] = [
  ["0.0.0.0", 8, "ipv4"],
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["::1", 128, "ipv6"],
  ["fc00::", 7, "ipv6"],
  ["fe80::", 10, "ipv6"],
];

/** False also for what is no address. */
export function isPrivateAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const list = new BlockList();
  for (const [network, bits, family] of networks) list.addSubnet(network, bits, family);
  return list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

/** Whether the host is on this machine, so that browsers need no HTTPS for it (W3C Secure Contexts §3.1). */
export function isThisMachine(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** Whether every address of the host is private: then what is behind it may be, too. */
export async function isPrivateHost(hostname: string): Promise<boolean> {
  const addresses = await lookup(hostname.replace(/^\[|\]$/g, ""), { all: true }).catch(() => []);
  return addresses.length > 0 && addresses.every(({ address }) => isPrivateAddress(address));
}
