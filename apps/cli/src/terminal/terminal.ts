import { styleText } from "node:util";

/** Where a command writes for a person. */
export interface Terminal {
  /** True when lines can be drawn over: a real terminal that shows them at once. */
  readonly live: boolean;
  readonly columns: number;
  line(text?: string): void;
  /** Writes without a line end; for drawing on a live terminal. */
  raw(text: string): void;
  paint(style: "green" | "red" | "yellow" | "dim" | "bold", text: string): string;
}

type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** Colours and live lines on a terminal only; `NO_COLOR` (no-color.org) takes the colours away. */
export function createTerminal(
  output: Output,
  env: Readonly<Record<string, string | undefined>>,
): Terminal {
  const isTerminal = output.isTTY === true && env["TERM"] !== "dumb";
  const colours = isTerminal && (env["NO_COLOR"] ?? "") === "";
  return {
    live: isTerminal,
    get columns() {
      // A terminal that does not tell its width says 0.
      return output.columns || 80;
    },
    line(text = "") {
      output.write(`${text}\n`);
    },
    raw(text) {
      output.write(text);
    },
    paint: (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text),
  };
}
