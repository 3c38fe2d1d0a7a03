import { jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import { createManualClock } from "../testing/manualClock.ts";
import { createJoinTokenMint } from "./joinToken.ts";

const apiSecret = "secret-of-at-least-thirty-two-characters";
const start = 1_700_000_000_900;

describe("createJoinTokenMint", () => {
  it("[SA7] signs what the contract says, and never the right to make rooms", async () => {
    const mint = createJoinTokenMint({ apiKey: "key", apiSecret }, createManualClock(start));
    const jwt = await mint({ room: "room", identity: "identity", canPublish: true });
    const { payload, protectedHeader } = await jwtVerify(jwt, new TextEncoder().encode(apiSecret), {
      currentDate: new Date(start),
    });
    expect(protectedHeader.alg).toBe("HS256");
    expect(payload).toEqual({
      iss: "key",
      sub: "identity",
      iat: 1_700_000_000,
      nbf: 1_700_000_000,
      exp: 1_700_003_600,
      video: {
        roomJoin: true,
        room: "room",
        canPublish: true,
        canSubscribe: true,
        canUpdateOwnMetadata: false,
      },
    });
  });
});
