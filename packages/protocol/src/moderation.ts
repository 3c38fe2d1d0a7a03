import * as v from "valibot";
import { isIdentifier, isUserId } from "./matrixId.ts";

const muteSource = v.picklist(["microphone", "camera", "screen"]);
const sources = v.optional(v.pipe(v.array(muteSource), v.minLength(1)), ["microphone"]);

// Strict: whoever misspells a field of these would do more than they meant to.
const muteRequest = v.strictObject({
  device: v.optional(
    v.pipe(
      v.string(),
      v.check((text) => isIdentifier(text)),
    ),
  ),
  sources,
});
const muteAllRequest = v.strictObject({
  except: v.optional(v.pipe(v.array(v.pipe(v.string(), v.check(isUserId))), v.maxLength(1_000))),
  sources,
});
const lockRequest = v.strictObject({ locked: v.boolean() });

/** What a moderator can silence. The sound of a shared screen goes with the picture. */
export type MuteSource = v.InferOutput<typeof muteSource>;
/** Body of `POST …/call/participants/{userId}/mute`; without `device`: all of the user's. */
export type MuteRequest = v.InferOutput<typeof muteRequest>;
/** Body of `POST …/call/mute`; without `except`: everybody but the caller. */
export type MuteAllRequest = v.InferOutput<typeof muteAllRequest>;
/** Body of `PUT …/call/lock`. */
export type LockRequest = v.InferOutput<typeof lockRequest>;

/** No body at all means the defaults. Returns undefined for anything else that is not such a request. */
export function parseMuteRequest(input: unknown): MuteRequest | undefined {
  return parse(muteRequest, input ?? {});
}

/** No body at all means the defaults. Returns undefined for anything else that is not such a request. */
export function parseMuteAllRequest(input: unknown): MuteAllRequest | undefined {
  return parse(muteAllRequest, input ?? {});
}

/** Returns undefined for anything that is not such a request. */
export function parseLockRequest(input: unknown): LockRequest | undefined {
  return parse(lockRequest, input);
}

function parse<Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
): v.InferOutput<Schema> | undefined {
  if (Array.isArray(input)) return undefined;
  const result = v.safeParse(schema, input);
  return result.success ? result.output : undefined;
}
