import { createServer } from "node:https";
import type { RequestListener } from "node:http";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type DnsRecords, startFakeDns } from "../../testing/fakeDns.ts";
import { listenOnLoopback } from "../../testing/listenOnLoopback.ts";
import { createSelfSignedCertificate } from "../../testing/selfSignedCertificate.ts";
import { systemClock } from "../../time/clock.ts";
import { createAddressPolicy } from "../serverName/addressPolicy.ts";
import { createDnsResolver } from "../serverName/dnsResolver.ts";
import { createPinnedHttps, type PinnedHttps } from "../serverName/pinnedHttps.ts";
import { createOpenIdVerifier } from "./createOpenIdVerifier.ts";

const names = ["evil.test", "fed.test", "localhost", "127.0.0.1"];
const certificate = createSelfSignedCertificate(names);
const outside = "127.0.0.1";
const inside = "127.0.0.2";

/** Vouches for whomever it is asked about, and redirects or delegates as `wellKnown` says. */
async function startHomeserver(
  address: string,
  options: { readonly port?: number; readonly wellKnown?: RequestListener } = {},
) {
  const seen: string[] = [];
  const server = createServer(certificate, (request, response) => {
    seen.push(request.url ?? "");
    if (request.url?.startsWith("/.well-known/") === true) {
      if (options.wellKnown === undefined) response.writeHead(404).end();
      else options.wellKnown(request, response);
    } else response.end(JSON.stringify({ sub: `@mallory:${request.headers.host}` }));
  });
  let connections = 0;
  server.on("connection", () => {
    connections += 1;
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const port = await listenOnLoopback(server, address, options.port);
  return { port, seen, connections: () => connections };
}

/** `ports`: where ports that nobody but the administrator may open are in this test. */
async function setUp(
  records: (name: string) => DnsRecords,
  options: {
    readonly allowedNetworks?: readonly string[];
    readonly ports?: Readonly<Record<number, number>>;
  } = {},
) {
  const dns = await startFakeDns(records);
  const pinned = createPinnedHttps({ ca: certificate.cert });
  const https: PinnedHttps = (destination, request) =>
    pinned(
      { ...destination, port: options.ports?.[destination.port] ?? destination.port },
      request,
    );
  const verifier = createOpenIdVerifier({
    serverName: "own.test",
    homeserver: undefined,
    onlyHomeservers: undefined,
    trustedHomeservers: [],
    mayReach: createAddressPolicy(options.allowedNetworks ?? [`${outside}/32`]),
    dns: createDnsResolver({ servers: [dns.address], hostsFile: "/dev/null" }),
    https,
    clock: systemClock,
  });
  const verify = (matrixServerName: string) =>
    verifier.verify({ accessToken: `t-${matrixServerName}`, matrixServerName });
  return { dns, verify };
}

const unreachable = { reason: "server-unreachable" };

describe("a name whose addresses change", () => {
  it("[SO7] is connected to where it was checked, without a second look-up", async () => {
    const public_ = await startHomeserver(outside);
    const private_ = await startHomeserver(inside, { port: public_.port });
    let looks = 0;
    const { dns, verify } = await setUp(() => {
      looks += 1;
      // Both questions (A and AAAA) of the first look-up get the address that may be reached.
      return { addresses: [looks <= 2 ? outside : inside] };
    });
    const name = `evil.test:${public_.port}`;
    expect(await verify(name)).toBe(`@mallory:${name}`);
    expect(dns.asked.toSorted()).toEqual(["evil.test A", "evil.test AAAA"]);
    expect(public_.seen).toHaveLength(1);
    expect(private_.connections()).toBe(0);
  });

  it("[SO4] is checked anew each time", async () => {
    const private_ = await startHomeserver(inside);
    const { verify } = await setUp(() => ({ addresses: [inside] }));
    await expect(verify(`evil.test:${private_.port}`)).rejects.toMatchObject(unreachable);
    expect(private_.connections()).toBe(0);
  });
});

describe("a server that cannot prove its name", () => {
  it("[SO7] is told nothing", async () => {
    const server = await startHomeserver(outside);
    const { verify } = await setUp(() => ({ addresses: [outside] }));
    await expect(verify(`other.test:${server.port}`)).rejects.toMatchObject(unreachable);
    expect(server.connections()).toBe(1);
    expect(server.seen).toEqual([]);
  });
});

describe("a name that leads inside", () => {
  it.each<[string, (name: string) => DnsRecords]>([
    ["one of several addresses", () => ({ addresses: [outside, inside] })],
    ["an alias", () => ({ alias: "db.internal", addresses: [inside] })],
    ["IPv6 loopback", () => ({ addresses: ["0:0:0:0:0:0:0:1"] })],
    ["IPv4 in IPv6", () => ({ addresses: ["0:0:0:0:0:ffff:7f00:2"] })],
  ])("[SO4] is not connected to: %s", async (_what, records) => {
    const server = await startHomeserver(outside);
    const { verify } = await setUp(records);
    await expect(verify(`evil.test:${server.port}`)).rejects.toMatchObject(unreachable);
    expect(server.connections()).toBe(0);
  });

  it("[SO4] is not connected to through an SRV record", async () => {
    const server = await startHomeserver(inside);
    const wellKnown = await startHomeserver(outside);
    const { verify, dns } = await setUp(
      (name) => {
        if (name.startsWith("_matrix-fed."))
          return { services: [{ host: "db.test", port: server.port }] };
        return { addresses: [name === "db.test" ? inside : outside] };
      },
      { ports: { 443: wellKnown.port } },
    );
    await expect(verify("evil.test")).rejects.toMatchObject(unreachable);
    expect(dns.asked).toContain("db.test A");
    expect(server.connections()).toBe(0);
  });
});

describe("an address as server name", () => {
  let port = 0;
  let connections = () => 0;
  beforeAll(async () => {
    const server = createServer(certificate);
    let count = 0;
    server.on("connection", () => {
      count += 1;
    });
    port = await listenOnLoopback(server);
    connections = () => count;
    return () => {
      server.close();
    };
  });

  it.each([
    ["decimal", "2130706433"],
    ["octal", "0177.0.0.1"],
    ["octal", "017700000001"],
    ["hexadecimal", "0x7f.0.0.1"],
    ["hexadecimal", "0x7f000001"],
    ["hexadecimal", "0X7F000001"],
    ["short", "127.1"],
    ["short", "127.0.1"],
    ["short", "0"],
    ["leading zeros", "127.000.000.001"],
    ["trailing dot", "127.0.0.1."],
    ["trailing dot", "localhost."],
    ["two dots", "127..0.0.1"],
    ["capital letters", "LOCALHOST"],
    ["percent-encoded", "%31%32%37.0.0.1"],
    ["percent-encoded", "127%2e0%2e0%2e1"],
    ["digits of another script", "１２７.0.0.1"],
    ["digits in circles", "①②⑦.⓪.⓪.①"],
    ["a dot of another script", "127。0。0。1"],
    ["letters that fold", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ"],
    ["soft hyphen", "local\u00adhost"],
    ["credentials", "hs.test@127.0.0.1"],
    ["a path", "127.0.0.1/"],
    ["a fragment", "127.0.0.1#hs.test"],
    ["a backslash", "127.0.0.1\\hs.test"],
    ["a tab", "127.0.0.1\t"],
    ["NUL", "127.0.0.1\u0000.hs.test"],
    ["a line break", "hs.test\r\nHost: 127.0.0.1"],
    ["IPv6", "[::1]"],
    ["IPv6 written out", "[0:0:0:0:0:0:0:1]"],
    ["IPv6 with leading zeros", "[0000:0000:0000:0000:0000:0000:0000:0001]"],
    ["IPv6 unspecified", "[::]"],
    ["IPv6 with a zone", "[fe80::1%lo]"],
    ["IPv6 with an escaped zone", "[fe80::1%25lo]"],
    ["IPv6 with loopback's zone", "[::1%lo]"],
    ["IPv4-mapped", "[::ffff:127.0.0.1]"],
    ["IPv4-mapped", "[::ffff:7f00:1]"],
    ["IPv4-mapped, written out", "[0:0:0:0:0:ffff:127.0.0.1]"],
    ["IPv4-compatible", "[::127.0.0.1]"],
    ["NAT64", "[64:ff9b::127.0.0.1]"],
    ["NAT64", "[64:ff9b::7f00:1]"],
    ["local NAT64", "[64:ff9b:1::7f00:1]"],
    ["6to4", "[2002:7f00:1::1]"],
    ["Teredo", "[2001:0:7f00:1::1]"],
    ["ISATAP", "[fe80::5efe:127.0.0.1]"],
    ["unique local", "[fd00:ec2::254]"],
    ["loopback", "127.0.0.1"],
    ["all of loopback", "127.255.255.254"],
    ["unspecified", "0.0.0.0"],
    ["metadata", "169.254.169.254"],
  ])("[SO3] [SO4] reaches nothing: %s, %j", async (_what, host) => {
    // Whatever anybody takes for a name is here.
    const { verify } = await setUp(() => ({ addresses: [outside] }), { allowedNetworks: [] });
    for (const server of [host, `${host}:${port}`]) {
      await expect(verify(server)).rejects.toThrow(/^(?:invalid-server-name|server-unreachable)$/);
    }
    expect(connections()).toBe(0);
  });

  it("[SO4] is reached in `allowedNetworks`, and not without", async () => {
    const server = await startHomeserver(outside);
    const name = `127.0.0.1:${server.port}`;
    const open = await setUp(() => ({}), { allowedNetworks: ["127.0.0.0/8"] });
    expect(await open.verify(name)).toBe(`@mallory:${name}`);
    const closed = await setUp(() => ({}), { allowedNetworks: [] });
    await expect(closed.verify(name)).rejects.toMatchObject(unreachable);
    expect(server.seen).toHaveLength(1);
  });
});

describe("a delegation file", () => {
  /** `evil.test` answers with what the test says; everything else that is asked is at `inside`. */
  async function delegate(wellKnown: RequestListener) {
    const first = await startHomeserver(outside, { wellKnown });
    const second = await startHomeserver(inside, { port: first.port });
    const federation = await startHomeserver(outside);
    const { verify } = await setUp(
      (name) => {
        if (name.startsWith("_")) return {};
        return { addresses: [name === "db.internal" ? inside : outside] };
      },
      { ports: { 443: first.port, 8448: federation.port } },
    );
    const result = await verify("evil.test").catch((error: unknown) => error);
    return { result, first, second, federation };
  }

  it.each([
    ["an address inside", `https://${inside}/`],
    ["an address inside in another spelling", "https://0x7f000002/"],
    ["an address inside as a number", "https://2130706434/"],
    ["an address inside in the URL's own escapes", "https://%31%32%37.0.0.2/"],
    ["a name inside", "https://db.internal/"],
    ["another port inside", "https://db.internal:8080/"],
    ["IPv6 loopback", "https://[::1]/"],
    ["another scheme", `http://${outside}/`],
    ["a file", "file:///etc/passwd"],
    ["a script", "data:application/json,{}"],
    ["nothing that is a URL", "https://"],
  ])("[SO6] leads nowhere when it redirects to %s", async (_what, location) => {
    const { result, first, second } = await delegate((_request, response) => {
      response.writeHead(302, { location }).end();
    });
    // The name itself is asked, as if there were no file.
    expect(result).toBe("@mallory:evil.test");
    expect(first.seen).toEqual(["/.well-known/matrix/server"]);
    expect(second.connections()).toBe(0);
  });

  it("[SO6] is not followed for ever", async () => {
    const { first } = await delegate((request, response) => {
      response.writeHead(302, { location: `${request.url}x` }).end();
    });
    expect(first.seen).toHaveLength(4);
  });

  it.each([`${inside}:443`, "db.internal:443", "127.2:443", "[::ffff:127.0.0.2]:443"])(
    "[SO4] that names %s makes nobody connect there",
    async (server) => {
      const { second } = await delegate((_request, response) => {
        response.end(JSON.stringify({ "m.server": server }));
      });
      expect(second.connections()).toBe(0);
    },
  );

  it("[SO6] of 50 KiB is read, and of one byte more is not", async () => {
    const file = (bytes: number) => {
      const text = JSON.stringify({ "m.server": "fed.test:443" });
      return text.padEnd(bytes, " ");
    };
    const read = await delegate((_request, response) => response.end(file(50 * 1024)));
    expect(read.result).toMatchObject({ reason: "user-of-another-server" });
    const refused = await delegate((_request, response) => response.end(file(50 * 1024 + 1)));
    expect(refused.result).toBe("@mallory:evil.test");
  });
});
