import type { HomeModel } from "@confab/view";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Brand } from "../brand/Brand.tsx";
import { Button } from "../controls/Button.tsx";
import { NoticeBox } from "../notices/NoticeBox.tsx";
import { useMessages } from "../surroundings.ts";
import { useSignal } from "../useSignal.ts";
import { AccountMenu } from "./AccountMenu.tsx";
import { CallList } from "./CallList.tsx";
import { NewCallDialog } from "./NewCallDialog.tsx";
import { PasteLinkForm } from "./PasteLinkForm.tsx";
import { UndoBar } from "./UndoBar.tsx";
import "./homePage.css";

interface Props {
  readonly home: HomeModel;
  readonly onSignOut: () => void;
}

/** The first page of somebody who is signed in. */
export function HomePage({ home, onSignOut }: Props) {
  const text = useMessages().home;
  const [creating, setCreating] = useState(false);
  return (
    <div className="home-page">
      <header className="home-bar">
        <Brand />
        <AccountMenu home={home} onSignOut={onSignOut} />
      </header>
      <main className="home-main">
        <section className="home-start">
          <Greeting home={home} />
          <p className="home-lead">{text.lead}</p>
          <div className="home-actions">
            <Button
              kind="primary"
              size="large"
              icon={<Plus aria-hidden="true" />}
              onPress={() => setCreating(true)}
            >
              {text.newCall}
            </Button>
            <PasteLinkForm home={home} />
          </div>
          <HomeNotice home={home} />
        </section>
        <CallList home={home} />
      </main>
      <UndoBar home={home} />
      <NewCallDialog newCall={home.newCall} isOpen={creating} onClose={() => setCreating(false)} />
    </div>
  );
}

function Greeting({ home }: { readonly home: HomeModel }) {
  const text = useMessages().home;
  const name = useSignal(home.ownName$);
  return <h1 className="home-greeting">{text.greeting(name)}</h1>;
}

function HomeNotice({ home }: { readonly home: HomeModel }) {
  const notice = useSignal(home.notice$);
  return notice === undefined ? undefined : <NoticeBox notice={notice} />;
}
