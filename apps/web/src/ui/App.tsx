import type { AppModel } from "@confab/view";
import { lazy, Suspense } from "react";
import { CrashBoundary } from "./pages/CrashBoundary.tsx";
import { StartingPage } from "./pages/StartingPage.tsx";
import { SignInPage } from "./signIn/SignInPage.tsx";
import { useSignal } from "./useSignal.ts";

/** The pages behind the sign-in page, in parts of their own: whoever signs in first must not wait for them. */
export const laterPages = {
  home: () => import("./home/HomePage.tsx"),
  call: () => import("./call/CallScreen.tsx"),
};

const HomePage = lazy(async () => ({ default: (await laterPages.home()).HomePage }));
const CallScreen = lazy(async () => ({ default: (await laterPages.call()).CallScreen }));

export function App({ app }: { readonly app: AppModel }) {
  return (
    <CrashBoundary>
      <Suspense fallback={<StartingPage />}>
        <Screen app={app} />
      </Suspense>
    </CrashBoundary>
  );
}

function Screen({ app }: { readonly app: AppModel }) {
  const screen = useSignal(app.screen$);
  switch (screen.kind) {
    case "sign-in":
      return <SignInPage signIn={screen.signIn} />;
    case "starting":
      return <StartingPage notice={screen.notice} />;
    case "home":
      return <HomePage home={screen.home} onSignOut={() => app.signOut()} />;
    case "call":
      return <CallScreen screen={screen.call} onHome={() => app.goHome()} />;
  }
}
