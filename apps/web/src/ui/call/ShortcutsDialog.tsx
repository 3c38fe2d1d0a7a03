import { shortcutKeys } from "@confab/view";
import { Switch } from "react-aria-components/Switch";
import { Dialog } from "../controls/Dialog.tsx";
import { useMessages, useSurroundings } from "../surroundings.ts";
import { useSignal } from "../useSignal.ts";
import "./shortcutsDialog.css";

interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Which keys do what, and the switch that turns them off. */
export function ShortcutsDialog({ isOpen, onClose }: Props) {
  const { shortcuts: text } = useMessages();
  const { shortcuts } = useSurroundings();
  const enabled = useSignal(shortcuts.enabled$);
  return (
    <Dialog title={text.title} isOpen={isOpen} onClose={onClose}>
      <dl className="shortcut-list">
        {Object.entries(shortcutKeys).map(([key, shortcut]) => (
          <ShortcutLine key={key} keyName={key.toUpperCase()} meaning={text[shortcut]} />
        ))}
        <ShortcutLine keyName="Esc" meaning={text.escape} />
      </dl>
      <Switch
        className="switch"
        isSelected={enabled}
        onChange={(next) => shortcuts.setEnabled(next)}
      >
        <span className="switch-track" aria-hidden="true" />
        <span>
          {text.enabled}
          <span className="switch-hint">{text.enabledHint}</span>
        </span>
      </Switch>
    </Dialog>
  );
}

function ShortcutLine({
  keyName,
  meaning,
}: {
  readonly keyName: string;
  readonly meaning: string;
}) {
  return (
    <div className="shortcut-line">
      <dt>
        <kbd>{keyName}</kbd>
      </dt>
      <dd>{meaning}</dd>
    </div>
  );
}
