// Shows every page in every state with fake data, for looking at and for screenshots: `/gallery.html?scene=call-5`,
// with `&dir=rtl` and `&theme=dark`.
// First, as it declares the order of the cascade layers.
import "../styles/main.css";
import "@fontsource-variable/onest/wght.css";
import { computed, createScope } from "@confab/core";
import { createMemoryStore } from "@confab/testing/fakes";
import { createShortcutsModel, createThemeModel } from "@confab/view";
import { createRoot } from "react-dom/client";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { en } from "../locales/en.ts";
import { createJoinMarks } from "../main/joinMarks.ts";
import { App } from "../ui/App.tsx";
import { UnusablePage } from "../ui/pages/UnusablePage.tsx";
import { SurroundingsContext } from "../ui/surroundings.ts";
import { createGalleryApp } from "./galleryApp.ts";
import { scenes } from "./scenes.ts";

const wish = new URLSearchParams(location.search);
const name = wish.get("scene") ?? "";
const scene = scenes[name];
document.documentElement.dir = wish.get("dir") ?? "ltr";
document.documentElement.dataset["theme"] = wish.get("theme") ?? "system";

const scope = createScope();
const store = createMemoryStore();
const surroundings = {
  messages: en,
  theme: createThemeModel(store),
  shortcuts: createShortcutsModel(store),
  joinMarks: createJoinMarks(
    scope,
    computed(() => undefined),
    performance,
  ),
};

const root = document.querySelector("#app");
if (root === null) throw new Error("gallery.html has no #app");
createRoot(root).render(
  <I18nProvider locale={wish.get("dir") === "rtl" ? "ar" : en.locale}>
    <SurroundingsContext value={surroundings}>
      {name === "insecure" && <UnusablePage reason="insecure-origin" />}
      {scene !== undefined && <App app={createGalleryApp(scene)} />}
      {name === "" && <Contents />}
    </SurroundingsContext>
  </I18nProvider>,
);

function Contents() {
  return (
    <main style={{ padding: "2rem" }}>
      <h1>Gallery</h1>
      <ul style={{ columns: "16rem", marginBlockStart: "1rem" }}>
        {[...Object.keys(scenes), "insecure"].map((each) => (
          <li key={each}>
            <a href={`?scene=${each}`}>{each}</a>
          </li>
        ))}
      </ul>
    </main>
  );
}
