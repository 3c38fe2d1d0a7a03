import { expect, it } from "vitest";
import { parseAppServiceRegistration } from "./appServiceRegistration.ts";

it("[PD4] reads both tokens of a registration, or none", () => {
  const registration = { id: "rtc", url: null, as_token: "a", hs_token: "h", namespaces: {} };
  expect(parseAppServiceRegistration(registration)).toEqual({ asToken: "a", hsToken: "h" });
  for (const broken of [{ as_token: "a" }, { ...registration, hs_token: "" }, null, "as_token"]) {
    expect(parseAppServiceRegistration(broken)).toBeUndefined();
  }
});
