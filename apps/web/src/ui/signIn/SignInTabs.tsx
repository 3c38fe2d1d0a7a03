import { type SignInModel, signInModes } from "@confab/view";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components/Tabs";
import { useMessages } from "../surroundings.ts";
import { useSignal } from "../useSignal.ts";
import { SignInForm } from "./SignInForm.tsx";

/** The three ways in. */
export function SignInTabs({ signIn }: { readonly signIn: SignInModel }) {
  const text = useMessages().signIn;
  const selected = useSignal(signIn.mode$);
  return (
    <Tabs
      className="sign-in-tabs"
      selectedKey={selected}
      onSelectionChange={(key) => {
        const mode = signInModes.find((known) => known === key);
        if (mode !== undefined) signIn.setMode(mode);
      }}
    >
      <TabList className="tab-list" aria-label={text.tabsLabel}>
        {signInModes.map((mode) => (
          <Tab key={mode} id={mode} className="tab">
            {text.tabs[mode]}
          </Tab>
        ))}
      </TabList>
      {signInModes.map((mode) => (
        <TabPanel key={mode} id={mode} className="tab-panel">
          <SignInForm signIn={signIn} mode={mode} />
        </TabPanel>
      ))}
    </Tabs>
  );
}
