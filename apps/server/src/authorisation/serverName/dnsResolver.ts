import { lookup, Resolver } from "node:dns/promises";

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

/** The system's resolver for addresses (it knows `/etc/hosts`), plain DNS for SRV. */
export function createDnsResolver(): DnsResolver {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  return {
    async addresses(name) {
      try {
        const found = await lookup(name, { all: true, order: "verbatim" });
        return found.map((entry) => entry.address);
      } catch {
        return [];
      }
    },
    async services(name) {
      try {
        const records = await resolver.resolveSrv(name);
        return records
          .filter((record) => record.name !== "" && record.name !== ".")
          .sort((a, b) => a.priority - b.priority || b.weight - a.weight)
          .map((record) => ({ host: record.name, port: record.port }));
      } catch {
        return [];
      }
    },
  };
}
