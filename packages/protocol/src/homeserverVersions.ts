import * as v from "valibot";

const versions = v.object({
  versions: v.array(v.string()),
  unstable_features: v.optional(v.fallback(v.record(v.string(), v.unknown()), {}), {}),
});

/**
 * The unstable features that the answer of `GET /_matrix/client/versions` says are on, such as `org.matrix.msc4140`.
 * Undefined for an answer that is none.
 */
export function parseUnstableFeatures(input: unknown): ReadonlySet<string> | undefined {
  const result = v.safeParse(versions, input);
  if (!result.success) return undefined;
  const features = Object.entries(result.output.unstable_features);
  return new Set(features.filter(([, on]) => on === true).map(([name]) => name));
}
