import type { HomeModel } from "@confab/view";
import { useState } from "react";
import { Form } from "react-aria-components/Form";
import { Input } from "react-aria-components/Input";
import { TextField } from "react-aria-components/TextField";
import { Button } from "../controls/Button.tsx";
import { useMessages } from "../surroundings.ts";
import "../controls/textField.css";

/** Opens a link that somebody sent. */
export function PasteLinkForm({ home }: { readonly home: HomeModel }) {
  const text = useMessages().home;
  const [link, setLink] = useState("");
  return (
    <Form
      className="paste-link"
      onSubmit={(event) => {
        event.preventDefault();
        home.openLink(link);
      }}
    >
      <TextField
        className="text-field"
        aria-label={text.pasteLabel}
        value={link}
        onChange={setLink}
        inputMode="url"
      >
        <div className="text-field-box">
          <Input
            className="text-field-input"
            placeholder={text.pastePlaceholder}
            autoComplete="off"
            dir="ltr"
          />
          <Button type="submit" kind="quiet" isDisabled={link.trim() === ""}>
            {text.openLink}
          </Button>
        </div>
      </TextField>
    </Form>
  );
}
