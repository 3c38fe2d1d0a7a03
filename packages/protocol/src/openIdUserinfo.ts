import * as v from "valibot";

const openIdUserinfo = v.object({ sub: v.pipe(v.string(), v.regex(/^@[^:]*:./u)) });

/** The Matrix user id in the answer of `/_matrix/federation/v1/openid/userinfo`; undefined when there is none. */
export function parseOpenIdUserinfo(input: unknown): string | undefined {
  const result = v.safeParse(openIdUserinfo, input);
  return result.success ? result.output.sub : undefined;
}
