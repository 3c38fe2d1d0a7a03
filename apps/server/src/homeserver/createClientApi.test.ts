import { describe, expect, it, onTestFinished } from "vitest";
import { createAddressPolicy } from "../authorisation/serverName/addressPolicy.ts";
import type { PinnedAnswer } from "../authorisation/serverName/pinnedHttps.ts";
import { createJsonClient } from "../http/jsonClient.ts";
import { type FakeAnswer, startFakeHttp } from "../testing/fakeHttp.ts";
import { createManualClock } from "../testing/manualClock.ts";
import { createClientApi } from "./createClientApi.ts";

const wellKnownPath = "/.well-known/matrix/client";

/** What a homeserver says where its client-server API is. */
const at = (baseUrl: unknown): PinnedAnswer => ({
  status: 200,
  headers: {},
  text: JSON.stringify({ "m.homeserver": { base_url: baseUrl } }),
});

interface World {
  /** By `host/path`; a missing one is a server that does not answer. */
  readonly others?: Readonly<Record<string, PinnedAnswer>>;
  readonly own?: FakeAnswer;
  readonly hasOwnAddress?: boolean;
}

async function setUp({ others = {}, own = { body: {} }, hasOwnAddress = true }: World) {
  const homeserver = await startFakeHttp(() => own);
  const overridden = await startFakeHttp(() => ({ body: { overridden: true } }));
  const client = createJsonClient(homeserver.url);
  const clock = createManualClock();
  const asked: { place: string; method: string; body: unknown; addresses: readonly string[] }[] =
    [];
  const api = createClientApi({
    serverName: "own.test",
    homeserver: hasOwnAddress ? { client, asToken: "as-token" } : undefined,
    overrides: { "over.test": `${overridden.url}/base/` },
    mayReach: createAddressPolicy([]),
    clock,
    dns: {
      addresses: async (name) => [name === "inside.test" ? "10.0.0.1" : "1.1.1.1"],
      services: async () => [],
    },
    async https({ addresses, hostHeader, port }, { method, path, body }) {
      if (addresses.length === 0) throw new Error("no address");
      const place = `${hostHeader.replace(/:\d+$/, "")}:${port}${path}`;
      asked.push({ place, method, body, addresses });
      const answer = others[place];
      if (answer === undefined) throw new Error("refused");
      return answer;
    },
  });
  onTestFinished(async () => {
    await api.close();
    await client.close();
  });
  return { api, clock, homeserver, overridden, asked };
}

const restart = {
  method: "POST",
  path: "/delayed/x%2Fy/restart",
  body: {},
  timeoutMs: 1_000,
} as const;

describe("our own homeserver", () => {
  it("[SO15] is asked at the address of the configuration", async () => {
    const { api, homeserver, asked } = await setUp({
      own: { status: 404, body: { errcode: "M_X" } },
    });
    await api.locate("own.test");
    expect(await api.request("own.test", restart)).toEqual({
      status: 404,
      body: { errcode: "M_X" },
      retryAfterMs: undefined,
    });
    expect(homeserver.requests).toHaveLength(1);
    expect(homeserver.requests[0]).toMatchObject({
      method: "POST",
      path: "/delayed/x%2Fy/restart",
      body: "{}",
    });
    expect(homeserver.requests[0]?.headers.authorization).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it("[SO16] gets the application service's token for what a user asks through it", async () => {
    const { api, homeserver } = await setUp({});
    const query = { from: "a b" };
    await api.request("own.test", { ...restart, query, asUser: "@a:own.test" });
    const [request] = homeserver.requests;
    expect(request?.headers.authorization).toBe("Bearer as-token");
    expect([...(request?.query ?? [])]).toEqual([
      ["from", "a b"],
      ["user_id", "@a:own.test"],
    ]);
  });

  it("[SO16] is the only one: the token goes nowhere else", async () => {
    const others = { [`hs.test:443${wellKnownPath}`]: at("https://hs.test") };
    const { api, asked, overridden } = await setUp({ others });
    for (const server of ["hs.test", "over.test"]) {
      await expect(api.request(server, { ...restart, asUser: "@a:own.test" })).rejects.toThrow(
        "our own homeserver alone",
      );
    }
    expect(asked).toEqual([]);
    expect(overridden.requests).toEqual([]);
  });

  it("[SO15] is found like others when the configuration has no address of it", async () => {
    const others = {
      [`own.test:443${wellKnownPath}`]: at("https://matrix.own.test"),
      "matrix.own.test:443/delayed/x%2Fy/restart": { status: 200, headers: {}, text: "{}" },
    };
    const { api } = await setUp({ others, hasOwnAddress: false });
    expect(await api.request("own.test", restart)).toMatchObject({ status: 200 });
    await expect(api.request("own.test", { ...restart, asUser: "@a:own.test" })).rejects.toThrow(
      "our own homeserver alone",
    );
  });

  it("[SO17] says when to ask again", async () => {
    const { api } = await setUp({
      own: { status: 429, headers: { "retry-after": "7" }, body: { retry_after_ms: 1 } },
    });
    expect(await api.request("own.test", restart)).toMatchObject({
      status: 429,
      retryAfterMs: 7_000,
    });
  });
});

describe("another homeserver", () => {
  it("[SO15] is asked where its discovery says, at checked addresses", async () => {
    const { api, asked } = await setUp({
      others: {
        [`hs.test:443${wellKnownPath}`]: at("https://matrix.hs.test:8443/prefix//"),
        "matrix.hs.test:8443/prefix/delayed/x%2Fy/restart?a=b+c": {
          status: 429,
          headers: { "retry-after": "2" },
          text: '{"errcode":"M_LIMIT_EXCEEDED"}',
        },
      },
    });
    expect(await api.request("hs.test", { ...restart, query: { a: "b c" } })).toEqual({
      status: 429,
      body: { errcode: "M_LIMIT_EXCEEDED" },
      retryAfterMs: 2_000,
    });
    expect(asked[1]).toMatchObject({ method: "POST", body: {}, addresses: ["1.1.1.1"] });
  });

  it("[SO15] is asked at the configuration's address when there is one", async () => {
    const { api, overridden, asked } = await setUp({});
    await api.locate("over.test");
    expect(await api.request("over.test", restart)).toMatchObject({ body: { overridden: true } });
    expect(overridden.requests[0]?.path).toBe("/base/delayed/x%2Fy/restart");
    expect(asked).toEqual([]);
  });

  it("[SO15] is believed for four hours", async () => {
    const others = { [`hs.test:443${wellKnownPath}`]: at("https://hs.test") };
    const { api, clock, asked } = await setUp({ others });
    await api.locate("hs.test");
    await clock.advance(4 * 3_600_000 - 1);
    await api.locate("hs.test");
    expect(asked).toHaveLength(1);
    await clock.advance(1);
    await api.locate("hs.test");
    expect(asked).toHaveLength(2);
  });

  it.each([
    ["says nothing", { status: 404, headers: {}, text: "" }],
    ["has an error", { ...at("https://hs.test"), status: 500 }],
    ["says something else", { status: 200, headers: {}, text: "<html>" }],
    ["names no place", at("")],
    ["names a place without encryption", at("http://hs.test")],
    ["names another scheme", at("ftp://hs.test")],
    ["names an address in another spelling with a port that is none", at("https://0x7f.1:99999")],
    ["names nothing at all", at(7)],
  ])(
    "[SO15] cannot be found when it %s, and is asked again after a minute",
    async (_what, answer) => {
      const { api, clock, asked } = await setUp({
        others: { [`hs.test:443${wellKnownPath}`]: answer },
      });
      await expect(api.locate("hs.test")).rejects.toThrow("says nowhere");
      await clock.advance(59_999);
      await expect(api.request("hs.test", restart)).rejects.toThrow("says nowhere");
      expect(asked).toHaveLength(1);
      await clock.advance(1);
      await expect(api.locate("hs.test")).rejects.toThrow("says nowhere");
      expect(asked).toHaveLength(2);
    },
  );

  it.each(["https://inside.test", "https://10.0.0.1", "https://0x0a.1", "https://[::1]:8008"])(
    "[SO4] is not asked at %s",
    async (baseUrl) => {
      const { api, asked } = await setUp({
        others: { [`hs.test:443${wellKnownPath}`]: at(baseUrl) },
      });
      await expect(api.request("hs.test", restart)).rejects.toThrow("no address");
      expect(asked).toHaveLength(1);
    },
  );

  it.each(["HS.test", "hs.test/x", "127.1", ""])(
    "[SO3] is not looked for as %j",
    async (server) => {
      const { api, asked } = await setUp({});
      await expect(api.locate(server)).rejects.toThrow("says nowhere");
      expect(asked).toEqual([]);
    },
  );
});
