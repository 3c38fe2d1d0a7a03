import { Button as AriaButton, type ButtonProps } from "react-aria-components/Button";
import type { ReactNode } from "react";
import "./button.css";

interface Props extends Omit<ButtonProps, "children" | "className" | "style"> {
  /** `primary` is marigold and there is one on a page; `danger` ends something. */
  readonly kind?: "primary" | "secondary" | "quiet" | "danger";
  readonly size?: "medium" | "large";
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}

export function Button({ kind = "secondary", size = "medium", icon, children, ...rest }: Props) {
  return (
    <AriaButton {...rest} className="button" data-kind={kind} data-size={size}>
      {icon}
      <span className="button-text">{children}</span>
    </AriaButton>
  );
}
