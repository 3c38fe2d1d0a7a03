import { createScope } from "@confab/core";
import { describe, expect, it } from "vitest";
import { createBrowserNavigation } from "./browserNavigation.ts";

function setUp(hash: string) {
  const page = Object.assign(new EventTarget(), {
    location: { hash, origin: "https://confab.test" },
  });
  const scope = createScope();
  return { page, scope, navigation: createBrowserNavigation(scope, page) };
}

describe("createBrowserNavigation", () => {
  it("[MA1] reads the fragment, and goes at once", () => {
    const { page, navigation } = setUp("#/call/!room?via=x");
    expect(navigation.fragment$.value).toBe("/call/!room?via=x");
    navigation.go("/");
    expect(navigation.fragment$.value).toBe("/");
    expect(page.location.hash).toBe("#/");
  });

  it("[MA1] follows the browser until its scope ends", () => {
    const { page, scope, navigation } = setUp("");
    page.location.hash = "#/call/!other";
    page.dispatchEvent(new Event("hashchange"));
    expect(navigation.fragment$.value).toBe("/call/!other");
    scope.end();
    page.location.hash = "";
    page.dispatchEvent(new Event("hashchange"));
    expect(navigation.fragment$.value).toBe("/call/!other");
  });
});
