/** How far a chain of causes is followed: one could be a ring. */
const maxCauses = 5;

type ErrorInLog = {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack: string;
  readonly cause?: ErrorInLog;
};

/**
 * What the log keeps of an error: its class, text, code, stack and causes. Other fields stay out, since libraries put
 * what they were working on into them: the URL that could not be read, the row that was there already.
 */
export function errorInLog(error: unknown): ErrorInLog {
  return describe(error, maxCauses);
}

function describe(error: unknown, causes: number): ErrorInLog {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: "" };
  return {
    type: error.name,
    message: error.message,
    ...("code" in error && typeof error.code === "string" ? { code: error.code } : {}),
    stack: error.stack ?? "",
    ...(error.cause === undefined || causes === 0
      ? {}
      : { cause: describe(error.cause, causes - 1) }),
  };
}
