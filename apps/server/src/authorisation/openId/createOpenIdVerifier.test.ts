import { describe, expect, it } from "vitest";
import { createManualClock } from "../../testing/manualClock.ts";
import { createAddressPolicy } from "../serverName/addressPolicy.ts";
import type { PinnedAnswer } from "../serverName/pinnedHttps.ts";
import { createOpenIdVerifier, type OpenIdVerifierDeps } from "./createOpenIdVerifier.ts";

type Answer = Pick<PinnedAnswer, "status" | "text">;

/** A world in which every name is at 1.1.1.1, and `userinfo` says what its homeserver answers. */
function setUp(
  userinfo: (server: string) => Promise<Answer>,
  options: Partial<OpenIdVerifierDeps> = {},
) {
  const clock = createManualClock();
  const looked: string[] = [];
  const asked: string[] = [];
  const verifier = createOpenIdVerifier({
    serverName: "own.test",
    homeserver: undefined,
    onlyHomeservers: undefined,
    trustedHomeservers: [],
    mayReach: createAddressPolicy([]),
    clock,
    dns: {
      async addresses(name) {
        looked.push(name);
        return ["1.1.1.1"];
      },
      async services(name) {
        looked.push(name);
        return [];
      },
    },
    async https({ hostHeader }, { path }) {
      if (path.startsWith("/.well-known/")) return { status: 404, headers: {}, text: "" };
      asked.push(hostHeader);
      return { headers: {}, ...(await userinfo(hostHeader)) };
    },
    ...options,
  });
  let tokens = 0;
  const verify = (matrixServerName: string) => {
    tokens += 1;
    return verifier.verify({ accessToken: `token-${tokens}`, matrixServerName });
  };
  return { clock, looked, asked, verify };
}

const vouch = async (server: string) => ({
  status: 200,
  text: JSON.stringify({ sub: `@alice:${server}` }),
});
const never = () => new Promise<never>(() => {});
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("createOpenIdVerifier", () => {
  it("[SO10] serves the homeservers that the configuration names, and our own", async () => {
    const { verify, asked } = setUp(vouch, { onlyHomeservers: ["partner.test"] });
    expect(await verify("partner.test")).toBe("@alice:partner.test");
    expect(await verify("own.test")).toBe("@alice:own.test");
    expect(asked).toEqual(["partner.test", "own.test"]);
  });

  it.each(["other.test", "partner.test:8448", "sub.partner.test", "PARTNER.test", "1.1.1.1", ""])(
    "[SO10] sends nothing to find out about %j when it is not among them, not even to DNS",
    async (server) => {
      const { verify, asked, looked } = setUp(vouch, { onlyHomeservers: ["partner.test"] });
      await expect(verify(server)).rejects.toMatchObject({ reason: "server-not-served" });
      expect([...asked, ...looked]).toEqual([]);
    },
  );

  it("[SO11] waits once for a homeserver that does not answer, and not at all for the next minute", async () => {
    const { verify, asked, looked, clock } = setUp(never);
    const first = verify("dead.test").catch((error: unknown) => error);
    await settled();
    await clock.advance(10_000);
    expect(await first).toMatchObject({ reason: "server-unreachable" });
    const before = looked.length;
    for (let n = 0; n < 100; n += 1) {
      await expect(verify("dead.test")).rejects.toMatchObject({
        reason: "server-recently-unreachable",
      });
    }
    expect(asked).toEqual(["dead.test"]);
    expect(looked).toHaveLength(before);
  });

  it.each([401, 404, 429, 500, 503])(
    "[SO11] goes on asking a homeserver that answers, even with %i",
    async (status) => {
      const { verify, asked } = setUp(async () => ({ status, text: "{}" }));
      for (let n = 0; n < 3; n += 1) {
        await expect(verify("hs.test")).rejects.toMatchObject({ reason: "token-refused" });
      }
      expect(asked).toHaveLength(3);
    },
  );

  it("[SO11] asks again, and serves everybody, when the homeserver is back", async () => {
    let isUp = false;
    const { verify, clock } = setUp(async (server) => {
      if (!isUp) throw new Error("refused");
      return vouch(server);
    });
    await expect(verify("hs.test")).rejects.toMatchObject({ reason: "server-unreachable" });
    isUp = true;
    await clock.advance(5_000);
    const answers = await Promise.all([verify("hs.test"), settled().then(() => verify("hs.test"))]);
    expect(answers).toEqual(["@alice:hs.test", "@alice:hs.test"]);
  });

  it("[SO8] serves known homeservers while slow strangers take all of the strangers' room", async () => {
    const { verify } = setUp(
      async (server) => (server.endsWith(".evil.test") ? never() : vouch(server)),
      { trustedHomeservers: ["partner.test"] },
    );
    await verify("friend.test");
    for (let n = 0; n < 2_000; n += 1) void verify(`${n}.evil.test`).catch(() => {});
    await settled();
    await expect(verify("newcomer.test")).rejects.toMatchObject({ status: 429 });
    expect(await verify("friend.test")).toBe("@alice:friend.test");
    expect(await verify("partner.test")).toBe("@alice:partner.test");
    expect(await verify("own.test")).toBe("@alice:own.test");
  });
});
