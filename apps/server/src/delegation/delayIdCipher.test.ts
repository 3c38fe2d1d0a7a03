import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDelayIdCipher } from "./delayIdCipher.ts";

const owner = { room: "room", userId: "@u:hs", deviceId: "D" };
const cipher = createDelayIdCipher("secret", randomBytes);

describe("createDelayIdCipher", () => {
  it("[SJ12] reads what it wrote, also in another process with the same secret", () => {
    const other = createDelayIdCipher("secret", randomBytes);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (delayId) => {
        expect(other.decrypt(cipher.encrypt(delayId, owner), owner)).toBe(delayId);
      }),
    );
  });

  it("[SJ12] writes the same id differently each time", () => {
    expect(cipher.encrypt("id", owner)).not.toBe(cipher.encrypt("id", owner));
  });

  it("[SJ12] reads nothing with another secret or for another device", () => {
    const text = cipher.encrypt("id", owner);
    expect(createDelayIdCipher("other", randomBytes).decrypt(text, owner)).toBeUndefined();
    for (const [field, value] of Object.entries({ room: "r", userId: "@v:hs", deviceId: "E" })) {
      expect(cipher.decrypt(text, { ...owner, [field]: value })).toBeUndefined();
    }
  });

  it("[SJ12] reads nothing from what was changed, and bears any text", () => {
    const bytes = Buffer.from(cipher.encrypt("a delay id", owner), "base64url");
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (bytes[index] ?? 0) ^ 1;
      expect(cipher.decrypt(changed.toString("base64url"), owner)).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(cipher.decrypt(text, owner)).toBeUndefined();
      }),
    );
  });
});
