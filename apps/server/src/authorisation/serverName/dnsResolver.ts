import { Resolver } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { addressesInHostsFile } from "./hostsFile.ts";

export interface ServiceRecord {
  readonly host: string;
  readonly port: number;
}

/** DNS, by argument. */
export interface DnsResolver {
  /** All IPv4 and IPv6 addresses of a name; empty when it has none. */
  addresses(name: string): Promise<readonly string[]>;
  /** SRV records, the preferred ones first (RFC 2782); empty when there are none. */
  services(name: string): Promise<readonly ServiceRecord[]>;
}

export interface DnsResolverOptions {
  /** `address:port` of DNS servers; the system's when absent. */
  readonly servers?: readonly string[];
  readonly hostsFile?: string;
}

/**
 * The hosts file, then plain DNS. Not the system's resolver (`getaddrinfo`): four of its look-ups block every other one
 * and all file access of the process, and strangers choose the names, so that a few dead DNS servers would do.
 */
export function createDnsResolver(options: DnsResolverOptions = {}): DnsResolver {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  if (options.servers !== undefined) resolver.setServers(options.servers);
  const hostsFile = options.hostsFile ?? "/etc/hosts";
  return {
    async addresses(name) {
      const known = addressesInHostsFile(await readFile(hostsFile, "utf8").catch(() => ""), name);
      if (known !== undefined) return known;
      const found = await Promise.all([
        resolver.resolve4(name).catch(() => []),
        resolver.resolve6(name).catch(() => []),
      ]);
      return found.flat();
    },
    async services(name) {
      const records = await resolver.resolveSrv(name).catch(() => []);
      return records
        .filter((record) => record.name !== "" && record.name !== ".")
        .sort((a, b) => a.priority - b.priority || b.weight - a.weight)
        .map((record) => ({ host: record.name, port: record.port }));
    },
  };
}
