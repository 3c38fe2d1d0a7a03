import { Check, Link } from "lucide-react";
import { useState } from "react";
import { useMessages } from "../surroundings.ts";
import { Button } from "./Button.tsx";
import "./copyLinkButton.css";

interface Props {
  readonly link: string;
  readonly kind?: "secondary" | "quiet" | "primary";
}

/** Copies a call's link, and says for a moment that it did. */
export function CopyLinkButton({ link, kind = "secondary" }: Props) {
  const { common } = useMessages();
  const [outcome, setOutcome] = useState<"copied" | "copyFailed">();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setOutcome("copied");
    } catch {
      setOutcome("copyFailed");
    }
  };
  const Icon = outcome === "copied" ? Check : Link;
  return (
    <span className="copy-link">
      <Button kind={kind} icon={<Icon aria-hidden="true" />} onPress={() => void copy()}>
        {common.copyLink}
      </Button>
      <span role="status">
        {outcome !== undefined && (
          // The animation is the timer: it is over when the word has been read.
          <span className="copy-link-outcome" onAnimationEnd={() => setOutcome(undefined)}>
            {common[outcome]}
          </span>
        )}
      </span>
    </span>
  );
}
