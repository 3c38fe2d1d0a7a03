import type { Field } from "@confab/view";
import type { ReactNode } from "react";
import { FieldError } from "react-aria-components/FieldError";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { Text } from "react-aria-components/Text";
import { TextField as AriaTextField } from "react-aria-components/TextField";
import { useMessages } from "../surroundings.ts";
import { useSignal } from "../useSignal.ts";
import "./textField.css";

interface Props {
  readonly field: Field;
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly type?: "text" | "password";
  /** How the browser may fill it in. */
  readonly autoComplete?: string;
  readonly isCode?: boolean;
  readonly autoFocus?: boolean;
  readonly maxLength?: number;
  /** A button at the field's end. */
  readonly button?: ReactNode;
}

/** A labelled text field whose problem, once it has one, replaces its hint. */
export function TextField({ field, label, hint, isCode = false, button, ...input }: Props) {
  const value = useSignal(field.value$);
  const problem = useSignal(field.problem$);
  const { fieldProblems } = useMessages().signIn;
  return (
    <AriaTextField
      className="text-field"
      value={value}
      onChange={(next) => field.set(next)}
      isInvalid={problem !== undefined}
      validationBehavior="aria"
    >
      <Label className="text-field-label">{label}</Label>
      <div className="text-field-box">
        <Input
          {...input}
          className="text-field-input"
          dir="auto"
          {...(isCode ? { autoCapitalize: "none", autoCorrect: "off", spellCheck: false } : {})}
        />
        {button}
      </div>
      {problem === undefined && hint !== undefined && (
        <Text slot="description" className="text-field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="text-field-problem">
        {problem !== undefined && fieldProblems[problem]}
      </FieldError>
    </AriaTextField>
  );
}
