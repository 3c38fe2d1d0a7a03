import type { Field } from "@confab/view";
import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { ToggleButton } from "react-aria-components/ToggleButton";
import { TextField } from "../controls/TextField.tsx";
import { useMessages } from "../surroundings.ts";

interface Props {
  readonly field: Field;
  readonly isNew: boolean;
}

export function PasswordField({ field, isNew }: Props) {
  const text = useMessages().signIn;
  const [shown, setShown] = useState(false);
  return (
    <TextField
      field={field}
      label={text.password}
      {...(isNew ? { hint: text.newPasswordHint } : {})}
      type={shown ? "text" : "password"}
      autoComplete={isNew ? "new-password" : "current-password"}
      isCode
      button={
        <ToggleButton
          className="icon-button"
          aria-label={text.showPassword}
          isSelected={shown}
          onChange={setShown}
        >
          {shown ? <EyeOff aria-hidden="true" /> : <Eye aria-hidden="true" />}
        </ToggleButton>
      }
    />
  );
}
