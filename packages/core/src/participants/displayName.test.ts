import { createFakeClock, createFakeMatrix } from "@confab/testing";
import { describe, expect, it } from "vitest";
import { cleanName } from "./displayName.ts";
import { displayNames } from "./displayNames.ts";

function roomWith(names: Readonly<Record<string, string | undefined>>) {
  const matrix = createFakeMatrix(createFakeClock());
  const roomId = matrix.createRoom("@creator:hs.test");
  for (const [userId, name] of Object.entries(names)) matrix.join(roomId, userId, name);
  const room = matrix.room({ roomId, userId: "@creator:hs.test", deviceId: "D" });
  return { matrix, roomId, nameOf: displayNames(room) };
}

describe("display names", () => {
  it("[PT6] are those of the room, or localparts", () => {
    const { nameOf } = roomWith({ "@alice:hs.test": "Alice", "@bob:hs.test": undefined });
    expect(nameOf("@alice:hs.test").value).toBe("Alice");
    expect(nameOf("@bob:hs.test").value).toBe("bob");
    expect(nameOf("@nobody:hs.test").value).toBe("nobody");
  });

  it("[PT6] tell apart who looks alike, and follow the room", () => {
    const { matrix, roomId, nameOf } = roomWith({
      "@alice:hs.test": "Alice",
      "@mallory:hs.test": "Al\u200Bice\u202E",
    });
    const name$ = nameOf("@alice:hs.test");
    expect(name$.value).toBe("Alice (@alice:hs.test)");
    expect(nameOf("@mallory:hs.test").value).toBe("Alice (@mallory:hs.test)");
    matrix.leave(roomId, "@mallory:hs.test");
    expect(name$.value).toBe("Alice");
  });

  it("[PT6] do not let a joiner make a difference", () => {
    const { nameOf } = roomWith({ "@a:hs.test": "Alice", "@b:hs.test": "Ali\u200Dce" });
    expect(nameOf("@a:hs.test").value).toBe("Alice (@a:hs.test)");
  });

  it.each([
    ["\u202EecilA", "ecilA"],
    ["Al\u200Bi\uFEFFce", "Alice"],
    ["  Alice \n Smith ", "Alice Smith"],
    ["\u2066\u200F\u3164", ""],
    ["\u200D\u200C", ""],
  ])("[PT7] makes of %j the name %j", (name, cleaned) => {
    expect(cleanName(name)).toBe(cleaned);
  });

  it("[PT7] keeps what emoji and scripts need", () => {
    for (const name of ["👩‍👩‍👧", "❤️ Ann", "می‌خواهم", "नमस्ते"]) expect(cleanName(name)).toBe(name);
  });
});
