import { computed, type ReadonlySignal } from "@confab/core";
import { type CallLink, parseCallLink } from "@confab/protocol";
import { distinct } from "../reactive/distinct.ts";
import type { Navigation } from "./navigation.ts";

export type Route = { readonly kind: "home" } | { readonly kind: "call"; readonly link: CallLink };

/** Where the address leads. An address that leads nowhere leads home. */
export function createRoute(navigation: Navigation): ReadonlySignal<Route> {
  return distinct(
    computed((): Route => {
      const link = parseCallLink(`${navigation.origin}/#${navigation.fragment$.value}`);
      return link === undefined ? { kind: "home" } : { kind: "call", link };
    }),
    sameRoute,
  );
}

/** Servers to join through are no difference: they matter only until the room is open. */
function sameRoute(before: Route, now: Route): boolean {
  if (before.kind === "call" && now.kind === "call") {
    return before.link.roomId === now.link.roomId;
  }
  return before.kind === now.kind;
}
