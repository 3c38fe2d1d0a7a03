import { computed, type ReadonlySignal, signal } from "@confab/core";

/** Why a field's content cannot be sent. */
export type FieldProblem =
  | "required"
  | "too-long"
  | "username-invalid"
  | "username-taken"
  | "password-short"
  | "password-weak";

/** One text field. Its problem shows once the person tried to send it, and goes when they edit it. */
export interface Field {
  readonly value$: ReadonlySignal<string>;
  readonly problem$: ReadonlySignal<FieldProblem | undefined>;
  set(value: string): void;
}

/** The side of a field that its form holds. */
export interface FormField extends Field {
  /** Shows the field's own problem, if it has one; returns whether the content may be sent. */
  check(): boolean;
  /** Shows a problem that only the server could find. */
  refuse(problem: FieldProblem): void;
}

export function createField(
  rule: (value: string) => FieldProblem | undefined,
  initial = "",
): FormField {
  const value$ = signal(initial);
  const shown$ = signal<FieldProblem | undefined>(undefined);
  return {
    value$: computed(() => value$.value),
    problem$: computed(() => shown$.value),
    set(value) {
      value$.value = value;
      shown$.value = undefined;
    },
    check() {
      shown$.value = rule(value$.peek());
      return shown$.peek() === undefined;
    },
    refuse(problem) {
      shown$.value = problem;
    },
  };
}
