import { Check } from "lucide-react";
import { MenuItem } from "react-aria-components/Menu";

interface Props {
  readonly id: string;
  readonly text: string;
}

/** One of several things in a menu of which one is chosen. */
export function MenuChoice({ id, text }: Props) {
  return (
    <MenuItem id={id} className="menu-item" textValue={text}>
      <Check className="lucide menu-check" aria-hidden="true" />
      {text}
    </MenuItem>
  );
}
