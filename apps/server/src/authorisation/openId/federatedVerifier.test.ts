import { describe, expect, it } from "vitest";
import { createManualClock } from "../../testing/manualClock.ts";
import { serverUnderTest } from "../../testing/serverUnderTest.ts";
import type { Destination, PinnedAnswer } from "../serverName/pinnedHttps.ts";
import { createAddressPolicy } from "../serverName/addressPolicy.ts";
import { createOpenIdVerifier } from "./createOpenIdVerifier.ts";

interface Asked extends Destination {
  readonly path: string;
}

/** Other homeservers, all at 1.1.1.1, none with a delegation file. */
function setUp(userinfo: () => Promise<Pick<PinnedAnswer, "status" | "text">>) {
  const asked: Asked[] = [];
  const verifier = createOpenIdVerifier({
    serverName: "own.test",
    homeserver: { request: () => Promise.reject(new Error("not us")), close: async () => {} },
    onlyHomeservers: undefined,
    trustedHomeservers: [],
    mayReach: createAddressPolicy([]),
    clock: createManualClock(),
    dns: {
      addresses: async (name) => (name === "inside.test" ? ["127.0.0.1"] : ["1.1.1.1"]),
      services: async () => [],
    },
    async https(destination, { path }) {
      if (path.startsWith("/.well-known/")) return { status: 404, headers: {}, text: "" };
      asked.push({ ...destination, path });
      return { headers: {}, ...(await userinfo()) };
    },
  });
  const verify = (matrixServerName: string, accessToken = "a&b/c") =>
    verifier.verify({ accessToken, matrixServerName });
  return { verify, asked };
}

const alice = async () => ({ status: 200, text: '{"sub":"@alice:hs.test"}' });

describe("createFederatedVerifier", () => {
  it("[SO1] asks the homeserver that the client names", async () => {
    const { verify, asked } = setUp(alice);
    expect(await verify("hs.test")).toBe("@alice:hs.test");
    expect(asked).toEqual([
      {
        addresses: ["1.1.1.1"],
        port: 8448,
        hostHeader: "hs.test",
        path: "/_matrix/federation/v1/openid/userinfo?access_token=a%26b%2Fc",
      },
    ]);
  });

  it.each(["evil.test", "hs.test:8448", "1.1.1.1"])(
    "[SO2] does not let %s vouch for a user of hs.test",
    async (server) => {
      const { verify } = setUp(alice);
      await expect(verify(server)).rejects.toMatchObject({ reason: "user-of-another-server" });
    },
  );

  it.each(["HS.test", "hs.test.", "hs.test/x", "127.1", ""])(
    "[SO3] asks nobody for the server name %j",
    async (server) => {
      const { verify, asked } = setUp(alice);
      await expect(verify(server)).rejects.toMatchObject({ reason: "invalid-server-name" });
      expect(asked).toEqual([]);
    },
  );

  it.each(["inside.test", "127.0.0.1:8008", "[::1]", "169.254.169.254"])(
    "[SO4] asks nobody at %s",
    async (server) => {
      const { verify, asked } = setUp(alice);
      await expect(verify(server)).rejects.toMatchObject({ reason: "server-unreachable" });
      expect(asked).toEqual([]);
    },
  );

  it.each([
    [{ status: 401, text: "{}" }, "token-refused"],
    [{ status: 302, text: "" }, "token-refused"],
    [{ status: 200, text: "<html>" }, "no-user-id"],
    [{ status: 200, text: '{"sub":"alice"}' }, "no-user-id"],
  ])("[SA3] refuses after the answer %j", async (answer, reason) => {
    const { verify, asked } = setUp(async () => answer);
    await expect(verify("hs.test")).rejects.toMatchObject({ reason });
    expect(asked).toHaveLength(1);
  });

  it.each(["", "\ud800", "x".repeat(4_097), "ä".repeat(700)])(
    "[SO13] asks nobody about a token that no server gives out (%#)",
    async (token) => {
      const { verify, asked } = setUp(alice);
      await expect(verify("hs.test", token)).rejects.toMatchObject({ reason: "invalid-token" });
      expect(asked).toEqual([]);
      expect(await verify("hs.test", "x".repeat(4_096))).toBe("@alice:hs.test");
    },
  );
});

describe("a server on our own network", () => {
  it("[SO4] is not asked, and the client learns no more than that it was refused", async () => {
    const server = await serverUnderTest();
    const { port } = new URL(server.homeserver.url);
    const openid_token = { access_token: "t", matrix_server_name: `127.0.0.1:${port}` };
    const answer = await server.app.inject({
      method: "POST",
      url: "/livekit/jwt/sfu/get",
      payload: { room: "!r", device_id: "D", openid_token },
    });
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toMatchObject({ errcode: "M_UNAUTHORIZED" });
    expect(server.homeserver.requests).toEqual([]);
  });
});
