import { describe, expect, it } from "vitest";
import { parseStoredAccount } from "./storedAccount.ts";

const account = {
  userId: "@ada:example.org",
  deviceId: "DEVICE",
  accessToken: "secret",
  homeserverUrl: "https://example.org",
};

describe("parseStoredAccount", () => {
  it("[SA1] reads back what was stored, with or without an end", () => {
    expect(parseStoredAccount(account)).toEqual(account);
    expect(parseStoredAccount({ ...account, guestExpiresAt: 5 })).toEqual({
      ...account,
      guestExpiresAt: 5,
    });
  });

  it("[SA2] answers undefined for anything else", () => {
    for (const input of [
      undefined,
      null,
      "text",
      [],
      { ...account, accessToken: undefined },
      { ...account, userId: "ada" },
      { ...account, guestExpiresAt: "soon" },
    ]) {
      expect(parseStoredAccount(input)).toBeUndefined();
    }
  });
});
