import { describe, expect, it } from "vitest";
import { mapKeyed } from "./mapKeyed.ts";
import { signal } from "./signal.ts";

describe("mapKeyed", () => {
  it("[RX1] keeps the object of a key while the list is reordered", () => {
    const items$ = signal(["a", "b"]);
    const made$ = mapKeyed(items$, String, (key) => ({ key }));
    const [a, b] = made$.value;
    items$.value = ["b", "c", "a"];
    expect(made$.value).toEqual([{ key: "b" }, { key: "c" }, { key: "a" }]);
    expect(made$.value[0]).toBe(b);
    expect(made$.value[2]).toBe(a);
  });

  it("[RX1] makes a new object for a key that was away", () => {
    const items$ = signal(["a"]);
    const made$ = mapKeyed(items$, String, (key) => ({ key }));
    const [first] = made$.value;
    items$.value = [];
    expect(made$.value).toEqual([]);
    items$.value = ["a"];
    expect(made$.value[0]).not.toBe(first);
  });
});
