import type { AddressPolicy } from "./addressPolicy.ts";
import type { DnsResolver } from "./dnsResolver.ts";

/**
 * Addresses that may be connected to. Empty when there are none or when a single one is refused: a name with public and
 * private addresses is an attack or a mistake.
 */
export async function checkedAddresses(
  server: { readonly host: string; readonly kind: "name" | "ipv4" | "ipv6" },
  deps: { readonly dns: DnsResolver; readonly mayReach: AddressPolicy },
): Promise<readonly string[]> {
  const addresses = server.kind === "name" ? await deps.dns.addresses(server.host) : [server.host];
  return addresses.every((address) => deps.mayReach(address)) ? addresses : [];
}
