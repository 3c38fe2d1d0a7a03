import { BlockList, isIP } from "node:net";

/** May a look-up of another homeserver reach this IP address? */
export type AddressPolicy = (address: string) => boolean;

/** Networks in which no public homeserver lives (IANA special-purpose registries), and addresses of cloud metadata. */
const unreachable = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "168.63.129.16/32",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  // Unspecified, loopback, and IPv4 addresses in IPv6 clothes: mapped, compatible, NAT64, Teredo, 6to4.
  "::/96",
  "::ffff:0:0/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "2001::/32",
  "2002::/16",
  // Discard, documentation, unique local, link local, site local, multicast.
  "100::/64",
  "2001:db8::/32",
  "3fff::/20",
  "fc00::/7",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
];

/**
 * Refuses addresses that are not public, so that a stranger cannot make this process talk to machines behind the
 * firewall (SSRF). `allowedNetworks` (CIDR) win: they are how an operator federates in a private network.
 */
export function createAddressPolicy(allowedNetworks: readonly string[]): AddressPolicy {
  const isAllowed = createNetworkTest(allowedNetworks);
  const isUnreachable = createNetworkTest(unreachable);
  return (address) => isIP(address) !== 0 && (isAllowed(address) || !isUnreachable(address));
}

/** False for a text that is not a network in CIDR notation. */
export function isNetwork(text: string): boolean {
  const [address = "", prefix = "", ...rest] = text.split("/");
  const bits = isIP(address) === 6 ? 128 : 32;
  return (
    isIP(address) !== 0 && rest.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits
  );
}

/** One list per family: a `BlockList` holds every IPv4 address for a member of `::ffff:0:0/96`. */
function createNetworkTest(networks: readonly string[]): AddressPolicy {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const network of networks) {
    const [address = "", prefix = ""] = network.split("/");
    const family = familyOf(address);
    lists[family].addSubnet(address, Number(prefix), family);
  }
  return (address) => lists[familyOf(address)].check(address, familyOf(address));
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}
