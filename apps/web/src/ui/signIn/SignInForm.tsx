import type { SignInMode, SignInModel } from "@confab/view";
import { Form } from "react-aria-components/Form";
import { Button } from "../controls/Button.tsx";
import { TextField } from "../controls/TextField.tsx";
import { NoticeBox } from "../notices/NoticeBox.tsx";
import { useMessages } from "../surroundings.ts";
import { useSignal } from "../useSignal.ts";
import { PasswordField } from "./PasswordField.tsx";

interface Props {
  readonly signIn: SignInModel;
  readonly mode: SignInMode;
}

/** The form of one way in. */
export function SignInForm({ signIn, mode }: Props) {
  const text = useMessages().signIn;
  const busy = useSignal(signIn.busy$);
  const notice = useSignal(signIn.notice$);
  return (
    <Form
      className="sign-in-form"
      onSubmit={(event) => {
        event.preventDefault();
        void signIn.submit();
      }}
    >
      {notice !== undefined && <NoticeBox notice={notice} />}
      {mode !== "login" && (
        <TextField
          field={signIn.displayName}
          label={text.displayName}
          hint={text.displayNameHint}
          autoComplete="name"
        />
      )}
      {mode !== "guest" && (
        <>
          <TextField field={signIn.username} label={text.username} autoComplete="username" isCode />
          <PasswordField field={signIn.password} isNew={mode === "register"} />
        </>
      )}
      <Button type="submit" kind="primary" size="large" isPending={busy}>
        {{ guest: text.continue, login: text.logIn, register: text.createAccount }[mode]}
      </Button>
      {mode === "guest" && <p className="sign-in-note">{text.guestNote}</p>}
    </Form>
  );
}
