import { maxDisplayNameLength } from "@confab/protocol";
import type { FieldProblem } from "./field.ts";

type Rule = (value: string) => FieldProblem | undefined;

/** Shorter passwords are refused before they are sent. */
export const minPasswordLength = 8;

export const requiredRule: Rule = (value) => (value.trim() === "" ? "required" : undefined);

export const displayNameRule: Rule = (value) =>
  requiredRule(value) ?? (value.trim().length > maxDisplayNameLength ? "too-long" : undefined);

/** User id grammar of the Matrix specification (appendix "User identifiers"); capitals are lowered before sending. */
export const newUsernameRule: Rule = (value) => {
  if (value.trim() === "") return "required";
  return /^[a-z0-9._=/+-]+$/.test(value.trim().toLowerCase()) ? undefined : "username-invalid";
};

export const newPasswordRule: Rule = (value) => {
  if (value === "") return "required";
  return value.length < minPasswordLength ? "password-short" : undefined;
};
