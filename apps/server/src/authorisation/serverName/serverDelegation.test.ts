import { describe, expect, it } from "vitest";
import { createManualClock } from "../../testing/manualClock.ts";
import type { PinnedAnswer, PinnedHttps } from "./pinnedHttps.ts";
import { createServerDelegation } from "./serverDelegation.ts";
import { parseServerName } from "./serverName.ts";

const path = "/.well-known/matrix/server";
const file = (server: unknown, headers: PinnedAnswer["headers"] = {}): PinnedAnswer => ({
  status: 200,
  headers,
  text: JSON.stringify({ "m.server": server }),
});
const redirect = (location: string): PinnedAnswer => ({
  status: 302,
  headers: { location },
  text: "",
});

/** `answers`: by `host:port/path`; a missing one is a server that does not answer. */
function setUp(answers: Readonly<Record<string, PinnedAnswer>>) {
  const clock = createManualClock();
  const asked: string[] = [];
  const https: PinnedHttps = async ({ addresses, port, hostHeader }, { path }) => {
    if (addresses.length === 0) throw new Error("no address");
    const place = `${hostHeader.replace(/:\d+$/, "")}:${port}${path}`;
    asked.push(place);
    const answer = answers[place];
    if (answer === undefined) throw new Error("refused");
    return answer;
  };
  const delegation = createServerDelegation({
    clock,
    https,
    dns: {
      addresses: async (host) => (host.startsWith("inside.") ? ["10.0.0.1"] : ["1.1.1.1"]),
      services: async () => [],
    },
    mayReach: (address) => address !== "10.0.0.1",
  });
  const ask = async (host: string) => {
    const name = parseServerName(host);
    if (name === undefined) throw new Error("not a server name");
    return (await delegation(name, AbortSignal.timeout(1000)))?.text;
  };
  return { clock, asked, ask };
}

describe("createServerDelegation", () => {
  it("[SO6] reads the delegated name, over HTTPS on port 443", async () => {
    const { ask, asked } = setUp({ [`hs.test:443${path}`]: file("fed.test:8443") });
    expect(await ask("hs.test")).toBe("fed.test:8443");
    expect(asked).toEqual([`hs.test:443${path}`]);
  });

  it("[SO6] follows up to three redirects", async () => {
    const chain = {
      [`hs.test:443${path}`]: redirect("https://a.test/x?y=1"),
      "a.test:443/x?y=1": redirect("/z"),
      "a.test:443/z": redirect("https://b.test:8080/last"),
    };
    const { ask } = setUp({ ...chain, "b.test:8080/last": file("fed.test") });
    expect(await ask("hs.test")).toBe("fed.test");
    const tooLong = setUp({
      ...chain,
      "b.test:8080/last": redirect("https://c.test/"),
      "c.test:443/": file("fed.test"),
    });
    expect(await tooLong.ask("hs.test")).toBeUndefined();
  });

  it.each([
    "http://a.test/",
    "https://10.0.0.1/",
    "https://inside.test/",
    "https://10.1/",
    "ftp://a",
  ])("[SO6] does not follow a redirect to %s", async (location) => {
    const { ask, asked } = setUp({ [`hs.test:443${path}`]: redirect(location) });
    expect(await ask("hs.test")).toBeUndefined();
    expect(asked).toEqual([`hs.test:443${path}`]);
  });

  it.each([
    { status: 404, headers: {}, text: "" },
    { status: 200, headers: {}, text: "<html>" },
    file(""),
    file("https://fed.test"),
    file("FED.test"),
    file(1),
  ])("[SO6] finds no delegation in %j and does not ask again for an hour", async (answer) => {
    const { ask, asked, clock } = setUp({ [`hs.test:443${path}`]: answer });
    expect(await ask("hs.test")).toBeUndefined();
    await clock.advance(3_599_000);
    await ask("hs.test");
    expect(asked).toHaveLength(1);
    await clock.advance(2_000);
    await ask("hs.test");
    expect(asked).toHaveLength(2);
  });

  it("[SO6] asks a server that did not answer again after a minute", async () => {
    const { ask, asked, clock } = setUp({});
    expect(await ask("hs.test")).toBeUndefined();
    await clock.advance(59_000);
    await ask("hs.test");
    expect(asked).toHaveLength(1);
    await clock.advance(2_000);
    await ask("hs.test");
    expect(asked).toHaveLength(2);
  });

  it.each([
    [undefined, 24],
    ["public, max-age=7200", 2],
    ["max-age=99999999", 48],
    ["max-age=0", 1 / 60],
    ["no-store, max-age=7200", 1 / 60],
  ])("[SO6] believes an answer with Cache-Control %s for %f hours", async (cacheControl, hours) => {
    const headers = cacheControl === undefined ? {} : { "cache-control": cacheControl };
    const { ask, asked, clock } = setUp({ [`hs.test:443${path}`]: file("fed.test", headers) });
    await ask("hs.test");
    await clock.advance(hours * 3_600_000 - 1_000);
    expect(await ask("hs.test")).toBe("fed.test");
    expect(asked).toHaveLength(1);
    await clock.advance(2_000);
    expect(await ask("hs.test")).toBe("fed.test");
    expect(asked).toHaveLength(2);
  });
});
