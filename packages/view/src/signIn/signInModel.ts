import {
  AccountError,
  type AccountErrorReason,
  type AccountPort,
  type AccountSession,
  type ReadonlySignal,
  signal,
} from "@confab/core";
import type { Notice } from "../notices/notice.ts";
import { createField, type Field, type FieldProblem, type FormField } from "./field.ts";
import { displayNameRule, newPasswordRule, newUsernameRule, requiredRule } from "./fieldRules.ts";

export const signInModes = ["guest", "login", "register"] as const;

/** The three ways in. What was typed into one is still there in the others. */
export type SignInMode = (typeof signInModes)[number];

export interface SignInModel {
  /** True at the door of a call: whoever signs in here goes on to its lobby. */
  readonly atCallDoor: boolean;
  readonly mode$: ReadonlySignal<SignInMode>;
  setMode(mode: SignInMode): void;
  readonly displayName: Field;
  readonly username: Field;
  readonly password: Field;
  readonly busy$: ReadonlySignal<boolean>;
  readonly notice$: ReadonlySignal<Notice | undefined>;
  /** Sends the visible form, if its fields may be sent. Never rejects. */
  submit(): Promise<void>;
}

interface SignInDeps {
  readonly accounts: AccountPort;
  readonly atCallDoor: boolean;
  /** Why the person is back here, when they did not ask to be. */
  readonly notice: Notice | undefined;
  onSignedIn(session: AccountSession): void;
}

/** Signing in, making an account, or walking in as a guest. */
export function createSignInModel(deps: SignInDeps): SignInModel {
  const mode$ = signal<SignInMode>("guest");
  const busy$ = signal(false);
  const notice$ = signal(deps.notice);
  const displayName = createField(displayNameRule);
  const username = createField((value) =>
    mode$.peek() === "register" ? newUsernameRule(value) : requiredRule(value),
  );
  const password = createField((value) =>
    mode$.peek() === "register" ? newPasswordRule(value) : requiredRule(value),
  );

  const visibleFields = (): readonly FormField[] => {
    switch (mode$.peek()) {
      case "guest":
        return [displayName];
      case "login":
        return [username, password];
      case "register":
        return [displayName, username, password];
    }
  };

  const request = (): Promise<AccountSession> => {
    const name = displayName.value$.peek().trim();
    const user = username.value$.peek().trim();
    const secret = password.value$.peek();
    switch (mode$.peek()) {
      case "guest":
        return deps.accounts.guest({ displayName: name });
      case "login":
        return deps.accounts.login({ username: user, password: secret });
      case "register":
        return deps.accounts.register({
          username: user.toLowerCase(),
          password: secret,
          displayName: name,
        });
    }
  };

  const show = (reason: AccountErrorReason) => {
    const outcome = explain(reason);
    if ("notice" in outcome) notice$.value = { id: outcome.notice, severity: "error" };
    else if (outcome.field === "username") username.refuse(outcome.problem);
    else password.refuse(outcome.problem);
  };

  return {
    atCallDoor: deps.atCallDoor,
    mode$,
    setMode(mode) {
      mode$.value = mode;
      notice$.value = undefined;
    },
    displayName,
    username,
    password,
    busy$,
    notice$,
    async submit() {
      // Every field is checked, so that all problems show at once.
      const sendable = visibleFields().map((field) => field.check());
      if (busy$.peek() || sendable.includes(false)) return;
      busy$.value = true;
      notice$.value = undefined;
      try {
        deps.onSignedIn(await request());
      } catch (failure) {
        show(failure instanceof AccountError ? failure.reason : "server-error");
      } finally {
        busy$.value = false;
      }
    },
  };
}

type Explanation =
  | { readonly notice: Notice["id"] }
  | { readonly field: "username" | "password"; readonly problem: FieldProblem };

function explain(reason: AccountErrorReason): Explanation {
  switch (reason) {
    case "username-taken":
    case "username-invalid":
      return { field: "username", problem: reason };
    case "password-weak":
      return { field: "password", problem: reason };
    case "wrong-credentials":
    case "registration-closed":
    case "guests-closed":
    case "rate-limited":
    case "unreachable":
    case "server-error":
      return { notice: `account.${reason}` };
  }
}
