import { describe, expect, it } from "vitest";
import { avatarTone, avatarTones, initials } from "./initials.ts";

describe("initials", () => {
  it("[PE1] takes the first and the last word's first letter", () => {
    expect(initials("Ada King Lovelace")).toBe("AL");
    expect(initials("bob")).toBe("B");
    expect(initials("mary-ann.smith")).toBe("MS");
  });

  it("[PE2] keeps a letter's marks, skips what is no letter, and has something for every name", () => {
    expect(initials("E\u0301mile (Zola)")).toBe("E\u0301Z");
    expect(initials("  ")).toBe("·");
    expect(initials("??? !!!")).toBe("·");
    expect(initials("Олена Пчілка")).toBe("ОП");
  });

  it("[PE3] gives a name one of the known tones, always the same", () => {
    for (const name of ["", "Ada", "Олена", "𝔘𝔫𝔦"]) {
      expect(avatarTone(name)).toBe(avatarTone(name));
      expect(avatarTone(name)).toBeLessThan(avatarTones);
    }
  });
});
