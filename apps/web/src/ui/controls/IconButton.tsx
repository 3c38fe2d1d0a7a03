import { Button as AriaButton, type ButtonProps } from "react-aria-components/Button";
import type { ReactNode } from "react";
import "./button.css";

interface Props extends Omit<ButtonProps, "children" | "className" | "style"> {
  readonly "aria-label": string;
  readonly children: ReactNode;
}

/** A round button with an icon alone; its name is for those who cannot see it. */
export function IconButton({ children, ...rest }: Props) {
  return (
    <AriaButton {...rest} className="icon-button">
      {children}
    </AriaButton>
  );
}
