import type { OpenIdToken } from "@confab/protocol";
import { createFakeClock } from "@confab/testing";
import { describe, expect, it } from "vitest";
import { createOpenIdTokens } from "./openIdTokens.ts";

function setUp() {
  const clock = createFakeClock();
  let requested = 0;
  let online = true;
  const tokens = createOpenIdTokens(clock, async (): Promise<OpenIdToken> => {
    requested += 1;
    if (!online) throw new Error("no network");
    return {
      accessToken: `token${requested}`,
      tokenType: "Bearer",
      matrixServerName: "hs",
      expiresIn: 3600,
    };
  });
  return {
    clock,
    tokens,
    requested: () => requested,
    setOnline: (value: boolean) => {
      online = value;
    },
  };
}

describe("OpenID tokens", () => {
  it("[MS2] hands out a prefetched token once", async () => {
    const { tokens, requested } = setUp();
    tokens.prefetch();
    tokens.prefetch();
    expect(requested()).toBe(1);
    expect((await tokens.take()).accessToken).toBe("token1");
    expect((await tokens.take()).accessToken).toBe("token2");
  });

  it("[MS2] does not hand out an old token", async () => {
    const { clock, tokens } = setUp();
    tokens.prefetch();
    await clock.advance(1_800_000);
    expect((await tokens.take()).accessToken).toBe("token2");
  });

  it("[MS2] asks again when prefetching failed", async () => {
    const { clock, tokens, setOnline } = setUp();
    setOnline(false);
    tokens.prefetch();
    await clock.settle();
    setOnline(true);
    expect((await tokens.take()).accessToken).toBe("token2");
  });
});
