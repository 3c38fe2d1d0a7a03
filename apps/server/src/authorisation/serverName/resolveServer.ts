import type { AddressPolicy } from "./addressPolicy.ts";
import { checkedAddresses } from "./checkedAddresses.ts";
import type { DnsResolver } from "./dnsResolver.ts";
import type { Destination } from "./pinnedHttps.ts";
import type { ServerDelegation } from "./serverDelegation.ts";
import type { ServerName } from "./serverName.ts";

const defaultPort = 8448;
const maxServiceRecords = 4;

export interface ResolveServerDeps {
  readonly dns: DnsResolver;
  readonly mayReach: AddressPolicy;
  readonly delegation: ServerDelegation;
}

/**
 * Where a homeserver's federation API is, the preferred place first; empty when nowhere that may be reached
 * (server-server API, "Resolving server names"; the numbers below are its steps).
 */
export async function resolveServer(
  name: ServerName,
  signal: AbortSignal,
  deps: ResolveServerDeps,
): Promise<readonly Destination[]> {
  // Steps 1 and 2: an address, or a name with a port, says everything itself.
  if (name.kind !== "name" || name.port !== undefined) return toDestinations(name, deps);
  // Step 3: delegated by a file, and the delegated name is not asked for a file again.
  const delegated = await deps.delegation(name, signal);
  if (delegated !== undefined) {
    if (delegated.kind !== "name" || delegated.port !== undefined) {
      return toDestinations(delegated, deps);
    }
    return fromServicesOrDefault(delegated, deps);
  }
  // Steps 4 to 6: delegated by DNS, or the default port.
  return fromServicesOrDefault(name, deps);
}

async function fromServicesOrDefault(
  name: ServerName,
  deps: ResolveServerDeps,
): Promise<readonly Destination[]> {
  for (const service of ["_matrix-fed", "_matrix"]) {
    const records = await deps.dns.services(`${service}._tcp.${name.host}`);
    if (records.length > 0) {
      const targets = await Promise.all(
        records.slice(0, maxServiceRecords).map(async (record) => ({
          addresses: await checkedAddresses({ host: record.host, kind: "name" }, deps),
          port: record.port,
          // The certificate is for the name that was asked for, not for the SRV target.
          hostHeader: name.text,
        })),
      );
      return targets.filter((target) => target.addresses.length > 0);
    }
  }
  return toDestinations(name, deps);
}

async function toDestinations(
  name: ServerName,
  deps: ResolveServerDeps,
): Promise<readonly Destination[]> {
  const addresses = await checkedAddresses(name, deps);
  if (addresses.length === 0) return [];
  return [{ addresses, port: name.port ?? defaultPort, hostHeader: name.text }];
}
