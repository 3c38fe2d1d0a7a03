import type { SignInModel } from "@confab/view";
import { Brand } from "../brand/Brand.tsx";
import { LeaningIn } from "../brand/LeaningIn.tsx";
import { useMessages } from "../surroundings.ts";
import { SignInTabs } from "./SignInTabs.tsx";
import "./signInPage.css";

/** The first page, and the door of a call: who are you? */
export function SignInPage({ signIn }: { readonly signIn: SignInModel }) {
  const { brand, signIn: text } = useMessages();
  return (
    <div className="sign-in-page">
      <header className="sign-in-panel">
        <Brand heading />
        <LeaningIn />
        <div className="sign-in-words">
          <p className="sign-in-tagline">{brand.tagline}</p>
          <p className="sign-in-promise">{brand.promise}</p>
        </div>
      </header>
      <main className="sign-in-main">
        <div className="sign-in-card">
          <h2>{signIn.atCallDoor ? text.door : text.welcome}</h2>
          <p className="sign-in-lead">{signIn.atCallDoor ? text.doorHint : text.welcomeHint}</p>
          <SignInTabs signIn={signIn} />
        </div>
      </main>
    </div>
  );
}
