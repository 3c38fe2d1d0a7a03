// First, as it declares the order of the cascade layers.
import "../styles/main.css";
import "@fontsource-variable/onest/wght.css";
import { createBrowserClock, createFetchHttpClient, createLocalStore } from "@confab/browser";
import { computed, createScope, effect } from "@confab/core";
import { createAccountApi } from "@confab/matrix/account";
import { createAppModel, createShortcutsModel, createThemeModel } from "@confab/view";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { en } from "../locales/en.ts";
import { App, laterPages } from "../ui/App.tsx";
import { UnusablePage } from "../ui/pages/UnusablePage.tsx";
import { type Surroundings, SurroundingsContext } from "../ui/surroundings.ts";
import { createBrowserNavigation } from "./browserNavigation.ts";
import { missingSupport } from "./browserSupport.ts";
import { createJoinMarks } from "./joinMarks.ts";
import { keepAwake } from "./keepAwake.ts";

const scope = createScope();
const clock = createBrowserClock();
const http = createFetchHttpClient();
const store = createLocalStore("confab:");
const navigation = createBrowserNavigation(scope, window);

const app = createAppModel(scope, {
  accounts: createAccountApi({ http, origin: navigation.origin }),
  async loadEngine() {
    const { createEngine } = await import("./engine.ts");
    return createEngine({ http, clock, preferences: store });
  },
  navigation,
  clock,
  store,
  tabStore: createLocalStore("confab:", () => sessionStorage),
});

const theme = createThemeModel(store);
const call$ = computed(() => {
  const screen = app.screen$.value;
  return screen.kind === "call" ? screen.call.call$.value : undefined;
});
const surroundings: Surroundings = {
  messages: en,
  theme,
  shortcuts: createShortcutsModel(store),
  joinMarks: createJoinMarks(scope, call$, performance),
};

const page = document.documentElement;
page.lang = en.locale;
page.dir = en.direction;
effect(() => {
  const choice = theme.choice$.value;
  if (choice === "system") delete page.dataset["theme"];
  else page.dataset["theme"] = choice;
});
effect(() => {
  const phase = app.callPhase$.value;
  if (phase === undefined) delete page.dataset["callPhase"];
  else page.dataset["callPhase"] = phase;
});

keepAwake(
  scope,
  computed(() => app.callPhase$.value === "joined"),
  window,
);
window.addEventListener("pagehide", () => app.leaveOnUnload());
// Back from the browser's page cache, a call that was left on the way out would look as if it still ran.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

const root = document.querySelector("#app");
if (root === null) throw new Error("index.html has no #app");
const problem = missingSupport(window);
createRoot(root).render(
  <StrictMode>
    <I18nProvider locale={en.locale}>
      <SurroundingsContext value={surroundings}>
        {problem === undefined ? <App app={app} /> : <UnusablePage reason={problem} />}
      </SurroundingsContext>
    </I18nProvider>
  </StrictMode>,
);

const fetchAhead = () => {
  app.prefetch();
  for (const fetchPage of Object.values(laterPages)) void fetchPage().catch(() => {});
};
const isKnown = app.screen$.peek().kind !== "sign-in";
if (problem === undefined) {
  if (isKnown) fetchAhead();
  // Whoever has to sign in first is typing while the browser fetches what comes next.
  else whenIdle(fetchAhead);
}

function whenIdle(task: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(task, { timeout: 2000 });
  else setTimeout(task, 200);
}
