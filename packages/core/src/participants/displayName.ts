/**
 * Invisible characters that a name can be dressed up with: controls, soft hyphen, fillers and blanks, bidi marks,
 * embeddings and isolates, zero-width space, word joiner and its kin, byte order mark, and the tags block.
 */
const invisible =
  /[\p{Cc}\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\u2800\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;
/** Emoji and some scripts need the joiners; two names must not differ in them alone. */
const joiners = /\u200C|\u200D|[\uFE00-\uFE0F]/gu;

/** A name that shows nothing but what can be seen. Empty when nothing is left. */
export function cleanName(name: string): string {
  const cleaned = name.replaceAll(invisible, "").replaceAll(/\s+/g, " ").trim();
  return nameKey(cleaned) === "" ? "" : cleaned;
}

/** Equal for names that look the same. */
export function nameKey(name: string): string {
  return name.replaceAll(joiners, "").normalize("NFKC").trim();
}

/** `@localpart:server` without sigil and server. */
export function localpart(userId: string): string {
  const end = userId.indexOf(":");
  return userId.slice(userId.startsWith("@") ? 1 : 0, end < 0 ? undefined : end);
}
