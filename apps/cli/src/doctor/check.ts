/** One line of the doctor. A `note` is worth knowing and fails nothing. */
export interface Check {
  readonly state: "ok" | "note" | "bad";
  readonly text: string;
  /** What to do; missing when there is nothing to do, or when the text says it. */
  readonly fix?: string;
}

export function ok(text: string): Check {
  return { state: "ok", text };
}

export function note(text: string, fix?: string): Check {
  return { state: "note", text, ...(fix === undefined ? {} : { fix }) };
}

export function bad(text: string, fix?: string): Check {
  return { state: "bad", text, ...(fix === undefined ? {} : { fix }) };
}

/** `text` followed by the fix when `passed` is false. */
export function check(passed: boolean, text: string, fix: string): Check {
  return passed ? ok(text) : bad(text, fix);
}
