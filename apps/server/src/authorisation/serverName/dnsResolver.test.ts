import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DnsRecords, startFakeDns } from "../../testing/fakeDns.ts";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import { createDnsResolver } from "./dnsResolver.ts";
import { addressesInHostsFile } from "./hostsFile.ts";

async function setUp(records: Readonly<Record<string, DnsRecords>>, hosts = "") {
  const dns = await startFakeDns((name) =>
    name.startsWith("dead.") ? undefined : (records[name] ?? {}),
  );
  const hostsFile = join(temporaryFolder(), "hosts");
  writeFileSync(hostsFile, hosts);
  return { dns, resolver: createDnsResolver({ servers: [dns.address], hostsFile }) };
}

describe("createDnsResolver", () => {
  it("[SO14] finds IPv4 and IPv6 addresses, also behind another name", async () => {
    const { resolver } = await setUp({
      "hs.test": { addresses: ["1.1.1.1", "1.1.1.2", "2606:4700:0:0:0:0:0:1111"] },
      "alias.test": { alias: "inside.test", addresses: ["10.0.0.1"] },
    });
    expect(await resolver.addresses("hs.test")).toEqual(["1.1.1.1", "1.1.1.2", "2606:4700::1111"]);
    expect(await resolver.addresses("alias.test")).toEqual(["10.0.0.1"]);
    expect(await resolver.addresses("nobody.test")).toEqual([]);
  });

  it("[SO14] believes the hosts file before DNS", async () => {
    const records = { "hs.test": { addresses: ["1.1.1.1"] } };
    const { resolver, dns } = await setUp(records, "127.0.0.2 hs.test # ours\n");
    expect(await resolver.addresses("hs.test")).toEqual(["127.0.0.2"]);
    expect(dns.asked).toEqual([]);
  });

  it("[SO5] finds SRV records, the preferred ones first", async () => {
    const services = [
      { host: "a.test", port: 1 },
      { host: "b.test", port: 2 },
    ];
    const { resolver } = await setUp({ "_matrix-fed._tcp.hs.test": { services } });
    expect(await resolver.services("_matrix-fed._tcp.hs.test")).toEqual(services);
    expect(await resolver.services("_matrix._tcp.hs.test")).toEqual([]);
  });

  it("[SO14] finds a name while dozens of others wait for dead DNS servers", async () => {
    const { resolver, dns } = await setUp({ "hs.test": { addresses: ["1.1.1.1"] } });
    const answered: string[] = [];
    for (let n = 0; n < 50; n += 1) {
      void resolver.addresses(`dead.${n}.test`).then(() => answered.push("dead"));
    }
    await expect.poll(() => dns.asked.length).toBeGreaterThanOrEqual(100);
    expect(await resolver.addresses("hs.test")).toEqual(["1.1.1.1"]);
    expect(answered).toEqual([]);
  });
});

describe("addressesInHostsFile", () => {
  const file = [
    "127.0.0.1\tlocalhost",
    "::1 localhost ip6-localhost",
    "  10.0.0.1   one.test Two.test  # three.test",
    "# 10.0.0.2 four.test",
    "nonsense five.test",
    "10.0.0.3",
    "",
  ].join("\n");

  it.each([
    ["localhost", ["127.0.0.1", "::1"]],
    ["one.test", ["10.0.0.1"]],
    ["two.test", ["10.0.0.1"]],
    ["three.test", undefined],
    ["four.test", undefined],
    ["five.test", undefined],
    ["10.0.0.3", undefined],
    ["", undefined],
  ])("[SO14] finds %s at %j", (name, addresses) => {
    expect(addressesInHostsFile(file, name)).toEqual(addresses);
  });

  it("[SO14] bears any file, and finds addresses alone", () => {
    const line = fc.oneof(
      fc.string(),
      fc.tuple(fc.ipV4(), fc.domain()).map((pair) => pair.join(" ")),
    );
    fc.assert(
      fc.property(fc.array(line), fc.domain(), fc.ipV4(), (lines, name, address) => {
        const text = [...lines, `${address} ${name}`].join("\n");
        expect(addressesInHostsFile(text, name)).toContain(address);
      }),
    );
  });
});
