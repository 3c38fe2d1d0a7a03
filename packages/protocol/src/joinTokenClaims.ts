import * as v from "valibot";
import { decodeBase64UrlText } from "./base64Url.ts";
import { parseJson } from "./parseJson.ts";

const claims = v.object({
  sub: v.pipe(v.string(), v.minLength(1)),
  video: v.object({ room: v.pipe(v.string(), v.minLength(1)) }),
});

/** Whom a token lets in, and where. */
export interface JoinTokenClaims {
  /** The SFU's name of the room. */
  readonly room: string;
  readonly identity: string;
}

/**
 * Reads a LiveKit join token without checking it: whoever acts on it must know that the SFU will check. White space is
 * ignored as the SFU does. Undefined for what is no such token.
 */
export function readJoinTokenClaims(jwt: string): JoinTokenClaims | undefined {
  const [, encoded = ""] = jwt.replaceAll(/\s/g, "").split(".");
  const result = v.safeParse(claims, parseJson(decodeBase64UrlText(encoded)));
  if (!result.success) return undefined;
  return { room: result.output.video.room, identity: result.output.sub };
}
