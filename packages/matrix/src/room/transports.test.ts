import { createFakeHttpClient } from "@confab/testing";
import { describe, expect, it } from "vitest";
import { createClientServerApi } from "../clientServer/clientServerApi.ts";
import { fetchTransports } from "./transports.ts";

const homeserverUrl = "https://matrix.hs.example";
const endpoint = `${homeserverUrl}/_matrix/client/unstable/org.matrix.msc4143/rtc/transports`;
const entry = { type: "livekit", livekit_service_url: "https://rtc.example" };
const transport = { type: "livekit", serviceUrl: "https://rtc.example" };
const foci = { status: 200, body: { "org.matrix.msc4143.rtc_foci": [entry] } };
const unrecognized = { status: 404, body: { errcode: "M_UNRECOGNIZED" } };

function setUp() {
  const http = createFakeHttpClient();
  const api = createClientServerApi({
    http,
    homeserverUrl,
    accessToken: "secret",
    onOutcome: () => {},
  });
  const userId = "@ann:hs.example:8448";
  return { http, fetch: () => fetchTransports({ api, http, userId, homeserverUrl }) };
}

describe("transports", () => {
  it("[MO9] come from the homeserver's endpoint", async () => {
    const { http, fetch } = setUp();
    http.route("GET", endpoint, () => ({ status: 200, body: { rtc_transports: [entry] } }));
    expect(await fetch()).toEqual([transport]);
    expect(http.requests).toHaveLength(1);
  });

  it.each([unrecognized, { status: 200, body: {} }])(
    "[MO9] come from the discovery document of the server name after %o",
    async (answer) => {
      const { http, fetch } = setUp();
      http.route("GET", endpoint, () => answer);
      http.route("GET", "https://hs.example:8448/.well-known/matrix/client", () => foci);
      expect(await fetch()).toEqual([transport]);
      // Somebody else may answer there: the token stays home.
      expect(http.requests[1]?.accessToken).toBeUndefined();
    },
  );

  it("[MO9] come from the homeserver's address where the name has no web server", async () => {
    const { http, fetch } = setUp();
    http.route("GET", endpoint, () => unrecognized);
    http.route("GET", `${homeserverUrl}/.well-known/matrix/client`, () => foci);
    expect(await fetch()).toEqual([transport]);
  });

  it("[MO9] may be none", async () => {
    const { http, fetch } = setUp();
    http.route("GET", endpoint, () => unrecognized);
    expect(await fetch()).toEqual([]);
  });

  it("[MO9] are not none because the homeserver does not answer", async () => {
    const { fetch } = setUp();
    await expect(fetch()).rejects.toMatchObject({ status: 0 });
  });
});
