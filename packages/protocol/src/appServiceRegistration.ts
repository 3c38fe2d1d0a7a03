import * as v from "valibot";

const token = v.pipe(v.string(), v.minLength(1));
const registration = v.object({ as_token: token, hs_token: token });

/** The tokens in an application service's registration (application service API); undefined when either is missing. */
export function parseAppServiceRegistration(
  input: unknown,
): { readonly asToken: string; readonly hsToken: string } | undefined {
  const result = v.safeParse(registration, input);
  if (!result.success) return undefined;
  return { asToken: result.output.as_token, hsToken: result.output.hs_token };
}
