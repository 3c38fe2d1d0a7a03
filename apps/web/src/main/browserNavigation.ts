import { type Scope, signal } from "@confab/core";
import type { Navigation } from "@confab/view";

interface Page extends Pick<EventTarget, "addEventListener" | "removeEventListener"> {
  readonly location: { hash: string; readonly origin: string };
}

/** The address bar as the app's route. */
export function createBrowserNavigation(scope: Scope, page: Page): Navigation {
  const fragment = () => page.location.hash.slice(1);
  const fragment$ = signal(fragment());
  const update = () => {
    fragment$.value = fragment();
  };
  page.addEventListener("hashchange", update);
  scope.onEnd(() => page.removeEventListener("hashchange", update));
  return {
    fragment$,
    origin: page.location.origin,
    go(next) {
      page.location.hash = `#${next}`;
      // `hashchange` comes later; the page must not wait for it.
      update();
    },
  };
}
