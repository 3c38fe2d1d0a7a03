import { describe, expect, it } from "vitest";
import type { DnsResolver, ServiceRecord } from "./dnsResolver.ts";
import { resolveServer, type ResolveServerDeps } from "./resolveServer.ts";
import { parseServerName, type ServerName } from "./serverName.ts";

interface World {
  readonly addresses?: Readonly<Record<string, readonly string[]>>;
  readonly services?: Readonly<Record<string, readonly ServiceRecord[]>>;
  /** What `/.well-known/matrix/server` of a name says. */
  readonly delegation?: Readonly<Record<string, string>>;
}

function name(text: string): ServerName {
  const parsed = parseServerName(text);
  if (parsed === undefined) throw new Error(`${text} is no server name`);
  return parsed;
}

/** Addresses starting with 10. may not be reached. */
async function resolve(text: string, world: World) {
  const asked: string[] = [];
  const dns: DnsResolver = {
    addresses: async (host) => world.addresses?.[host] ?? [],
    services: async (host) => world.services?.[host] ?? [],
  };
  const deps: ResolveServerDeps = {
    dns,
    mayReach: (address) => !address.startsWith("10."),
    delegation: async ({ host }) => {
      asked.push(host);
      const delegated = world.delegation?.[host];
      return delegated === undefined ? undefined : name(delegated);
    },
  };
  const destinations = await resolveServer(name(text), AbortSignal.timeout(1000), deps);
  return { destinations, asked };
}

describe("resolveServer", () => {
  it("[SO5] step 1: an address is its own place, with the port given or 8448", async () => {
    const { destinations, asked } = await resolve("1.2.3.4", {});
    expect(destinations).toEqual([{ addresses: ["1.2.3.4"], port: 8448, hostHeader: "1.2.3.4" }]);
    expect(asked).toEqual([]);
    expect((await resolve("[2606::1]:443", {})).destinations).toEqual([
      { addresses: ["2606::1"], port: 443, hostHeader: "[2606::1]:443" },
    ]);
  });

  it("[SO5] step 2: a name with a port is asked for no file and no SRV record", async () => {
    const world = {
      addresses: { "hs.test": ["1.1.1.1", "1.1.1.2"] },
      services: { "_matrix-fed._tcp.hs.test": [{ host: "other.test", port: 1 }] },
      delegation: { "hs.test": "other.test" },
    };
    const { destinations, asked } = await resolve("hs.test:8480", world);
    expect(destinations).toEqual([
      { addresses: ["1.1.1.1", "1.1.1.2"], port: 8480, hostHeader: "hs.test:8480" },
    ]);
    expect(asked).toEqual([]);
  });

  it("[SO5] step 3: the delegated name is resolved without asking it for a file", async () => {
    const addresses = { "fed.test": ["1.1.1.1"] };
    const delegation = { "hs.test": "fed.test:443", "fed.test": "never.test" };
    const { destinations, asked } = await resolve("hs.test", { addresses, delegation });
    expect(destinations).toEqual([
      { addresses: ["1.1.1.1"], port: 443, hostHeader: "fed.test:443" },
    ]);
    expect(asked).toEqual(["hs.test"]);

    const withoutPort = await resolve("hs.test", {
      addresses,
      delegation: { "hs.test": "fed.test", "fed.test": "never.test" },
    });
    expect(withoutPort.destinations).toEqual([
      { addresses: ["1.1.1.1"], port: 8448, hostHeader: "fed.test" },
    ]);
    expect(withoutPort.asked).toEqual(["hs.test"]);
  });

  it("[SO5] step 3: the delegated name may be an address or have SRV records", async () => {
    const delegation = { "hs.test": "1.2.3.4" };
    expect((await resolve("hs.test", { delegation })).destinations).toEqual([
      { addresses: ["1.2.3.4"], port: 8448, hostHeader: "1.2.3.4" },
    ]);
    const bySrv = await resolve("hs.test", {
      delegation: { "hs.test": "fed.test" },
      addresses: { "node.test": ["1.1.1.1"] },
      services: { "_matrix-fed._tcp.fed.test": [{ host: "node.test", port: 9000 }] },
    });
    expect(bySrv.destinations).toEqual([
      { addresses: ["1.1.1.1"], port: 9000, hostHeader: "fed.test" },
    ]);
  });

  it("[SO5] step 4: SRV targets in their order, proving themselves as the name", async () => {
    const world = {
      addresses: { "a.test": ["1.1.1.1"], "b.test": ["2.2.2.2"], "old.test": ["3.3.3.3"] },
      services: {
        "_matrix-fed._tcp.hs.test": [
          { host: "a.test", port: 1 },
          { host: "gone.test", port: 2 },
          { host: "b.test", port: 3 },
        ],
        "_matrix._tcp.hs.test": [{ host: "old.test", port: 4 }],
      },
    };
    expect((await resolve("hs.test", world)).destinations).toEqual([
      { addresses: ["1.1.1.1"], port: 1, hostHeader: "hs.test" },
      { addresses: ["2.2.2.2"], port: 3, hostHeader: "hs.test" },
    ]);
    const { "_matrix._tcp.hs.test": old } = world.services;
    const deprecated = { ...world, services: { "_matrix._tcp.hs.test": old } };
    expect((await resolve("hs.test", deprecated)).destinations).toEqual([
      { addresses: ["3.3.3.3"], port: 4, hostHeader: "hs.test" },
    ]);
  });

  it("[SO5] step 6: otherwise the name itself on port 8448", async () => {
    const { destinations } = await resolve("hs.test", { addresses: { "hs.test": ["1.1.1.1"] } });
    expect(destinations).toEqual([{ addresses: ["1.1.1.1"], port: 8448, hostHeader: "hs.test" }]);
  });

  it.each([
    ["an address", "10.0.0.1", {}],
    ["a name", "hs.test:1", { addresses: { "hs.test": ["10.0.0.1"] } }],
    ["one of several addresses", "hs.test", { addresses: { "hs.test": ["1.1.1.1", "10.0.0.1"] } }],
    ["a delegated address", "hs.test", { delegation: { "hs.test": "10.0.0.1" } }],
    [
      "a delegated name",
      "hs.test",
      { delegation: { "hs.test": "in.test" }, addresses: { "in.test": ["10.0.0.1"] } },
    ],
    [
      "an SRV target",
      "hs.test",
      {
        services: { "_matrix._tcp.hs.test": [{ host: "in.test", port: 1 }] },
        addresses: { "in.test": ["10.0.0.1"] },
      },
    ],
    ["a name without addresses", "hs.test", {}],
  ])("[SO4] goes nowhere for %s that may not be reached", async (_what, text, world) => {
    expect((await resolve(text, world)).destinations).toEqual([]);
  });
});
