const secretFields = [
  "authorization",
  "access_?token",
  "openid_?token",
  "token",
  "jwt",
  "delay_?id",
  "as_?token",
  "hs_?token",
  "api_?secret",
  "secret",
  "password",
].join("|");

/** By the shape that gives them away in any text. Each stops at white space, quotes and backslashes. */
const patterns: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // A field of JSON, also of JSON inside a string, where quotes are escaped.
  [new RegExp(String.raw`(\\*"(?:${secretFields})\\*":\s*\\*")[^"\\]+`, "gi"), "$1[hidden]"],
  // JSON Web Tokens (RFC 7519): the header always begins with `{"`.
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[hidden]"],
  [/\b(bearer )[^\s"\\]+/gi, "$1[hidden]"],
  [/([?&](?:access_token|token|jwt|join_request)=)[^&\s"'\\]+/gi, "$1[hidden]"],
  // The id of a delayed event lets everybody who has it act on the event (MSC4140).
  [/(\/delayed_events\/)[^/?\s"'\\]+/g, "$1[hidden]"],
  // Name and password of a URL, as in `postgres://user:password@host`.
  [/(\w:\/\/)[^/@\s"'\\]+(?=@)/g, "$1[hidden]"],
];

/** A shorter value is no secret (LiveKit's own for trying out is `secret`), but a part of words all over the log. */
const shortestSecret = 8;

/**
 * Returns the function that takes secrets out of a line of the log: those of the configuration by their value, others
 * by their shape. The last line of defence: nothing should have put them there.
 */
export function createSecretFilter(values: readonly string[]): (line: string) => string {
  const known = values.filter((value) => value.length >= shortestSecret);
  return (line) => {
    const rest = known.reduce((text, value) => text.replaceAll(value, "[hidden]"), line);
    return patterns.reduce((text, [pattern, to]) => text.replace(pattern, to), rest);
  };
}
