import type { ReactNode } from "react";
import { ToggleButton } from "react-aria-components/ToggleButton";
import { Tooltip, TooltipTrigger } from "react-aria-components/Tooltip";
import "./roundToggle.css";

interface Props {
  /** What is switched; does not change with the state, which is told by `aria-pressed`. */
  readonly name: string;
  /** What a click does now, for the tooltip. */
  readonly action: string;
  readonly isOn: boolean;
  readonly onToggle: () => void;
  readonly isBusy?: boolean;
  /** Something is wrong with it. */
  readonly hasProblem?: boolean;
  /** The look of "on": plain for what is on normally, bright for what is special. */
  readonly tone?: "plain" | "bright";
  readonly children: ReactNode;
}

/** The round switch of the lobby and the call. */
export function RoundToggle(props: Props) {
  const {
    name,
    action,
    isOn,
    onToggle,
    isBusy = false,
    hasProblem = false,
    tone = "plain",
  } = props;
  return (
    <TooltipTrigger delay={500}>
      <ToggleButton
        className="round-toggle"
        aria-label={name}
        aria-busy={isBusy}
        data-tone={tone}
        data-problem={hasProblem || undefined}
        isSelected={isOn}
        onChange={onToggle}
      >
        {props.children}
      </ToggleButton>
      <Tooltip className="tooltip" offset={8}>
        {action}
      </Tooltip>
    </TooltipTrigger>
  );
}
