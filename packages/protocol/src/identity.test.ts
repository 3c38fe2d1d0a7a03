import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  deviceFreeIdentity,
  hashIdentifiers,
  legacyIdentity,
  legacySlotId,
  memberIdentity,
  sfuRoomName,
} from "./identity.ts";

describe("identity", () => {
  it.each([
    [["!roomid:example.com", "slot1234"], "O8437W3+jmzMVjoIP3tNwbm+XxHQk2iKpOA7aqw3qSc"],
    [
      ["!roomid:example.com", "slot123", "random123"],
      "IMeDd+K3MIqJTI20EXBIrepKkhhORvf3q8fx3rlrhTk",
    ],
    [
      ["@alice:example.com", "DEVICE123", "memberABC"],
      "J+T45tGruxc+HrUOqJJlyQSV33m728Cme4+vt8/SWrU",
    ],
    [["@alice:example.com", "memberABC"], "M3VnsLXrkbxIDINXO64u8PZzFyD9ZYFiQULR2dshWYs"],
    [["!room:example.com", "m.call#ROOM"], "krj2dgxw2K6EOm9he4GfQJ6JsSVWfJ8a7BkyjZcSmxs"],
    [["!room:example.com", "m.call#"], "hrQ0l3fv1RI0sCBUn3Nu59Bu/b3f7hWXbMLLfFMLNOY"],
  ])("[PI1] hashes %j like every other implementation", (parts, hash) => {
    expect(hashIdentifiers(parts)).toBe(hash);
  });

  it("[PI1] does not escape what JSON leaves alone, and hashes UTF-8", () => {
    const parts = ["!<a>&b", "\u2028 😀 é"];
    const bytes = Buffer.from(`["!<a>&b","\u2028 😀 é"]`, "utf8");
    const expected = createHash("sha256").update(bytes).digest("base64").replace(/=+$/, "");
    expect(hashIdentifiers(parts)).toBe(expected);
  });

  it("[PI2] names rooms by room and slot, members by user, device and membership", () => {
    expect(sfuRoomName("!room:example.com", legacySlotId)).toBe(
      "krj2dgxw2K6EOm9he4GfQJ6JsSVWfJ8a7BkyjZcSmxs",
    );
    expect(memberIdentity("@alice:example.com", "DEVICE123", "memberABC")).toBe(
      "J+T45tGruxc+HrUOqJJlyQSV33m728Cme4+vt8/SWrU",
    );
    expect(deviceFreeIdentity("@alice:example.com", "memberABC")).toBe(
      "M3VnsLXrkbxIDINXO64u8PZzFyD9ZYFiQULR2dshWYs",
    );
    expect(legacyIdentity("@alice:example.com", "DEVICE123")).toBe("@alice:example.com:DEVICE123");
  });

  it("[PI1] keeps parts apart: no two different lists meet", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (a, b) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b));
        expect(hashIdentifiers(a)).not.toBe(hashIdentifiers(b));
      }),
    );
  });
});
