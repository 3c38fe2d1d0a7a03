import type { NewCallModel } from "@confab/view";
import { Form } from "react-aria-components/Form";
import { Button } from "../controls/Button.tsx";
import { Dialog } from "../controls/Dialog.tsx";
import { TextField } from "../controls/TextField.tsx";
import { NoticeBox } from "../notices/NoticeBox.tsx";
import { useMessages } from "../surroundings.ts";
import { useSignal } from "../useSignal.ts";

interface Props {
  readonly newCall: NewCallModel;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Asks for a call's name and makes it. */
export function NewCallDialog({ newCall, isOpen, onClose }: Props) {
  const { home: text, common } = useMessages();
  const busy = useSignal(newCall.busy$);
  const notice = useSignal(newCall.notice$);
  return (
    <Dialog title={text.newCallTitle} isOpen={isOpen} onClose={onClose}>
      <Form
        className="new-call-form"
        onSubmit={(event) => {
          event.preventDefault();
          void newCall.create();
        }}
      >
        <TextField
          field={newCall.callName}
          label={text.callName}
          hint={text.newCallHint}
          placeholder={text.callNamePlaceholder}
          autoComplete="off"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to fill this in
          autoFocus
        />
        {notice !== undefined && <NoticeBox notice={notice} />}
        <div className="dialog-actions">
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button type="submit" kind="primary" isPending={busy}>
            {text.createCall}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
