/** What went wrong in one sentence that says what to do. Shown without a stack trace; ends the command. */
export class Failure extends Error {
  override readonly name = "Failure";
  /** 1 = could not be done, 2 = wrong usage, 130 = interrupted. */
  readonly exitCode: number;
  /** Lines shown below the sentence, such as the end of a log. */
  readonly details: readonly string[];

  constructor(
    sentence: string,
    options: { exitCode?: number; details?: readonly string[]; cause?: unknown } = {},
  ) {
    super(sentence, { cause: options.cause });
    this.exitCode = options.exitCode ?? 1;
    this.details = options.details ?? [];
  }
}
