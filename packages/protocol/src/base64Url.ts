const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/**
 * Decodes base64url without padding (RFC 4648 §5) to UTF-8 text; undefined when it is neither. Written out because
 * `atob` knows neither this alphabet nor UTF-8, and is no part of the language.
 */
export function decodeBase64UrlText(encoded: string): string | undefined {
  let escaped = "";
  let bits = 0;
  let bitCount = 0;
  for (const character of encoded) {
    const digit = alphabet.indexOf(character);
    if (digit < 0) return undefined;
    bits = ((bits << 6) | digit) & 0xff_ff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    escaped += `%${((bits >> bitCount) & 0xff).toString(16).padStart(2, "0")}`;
  }
  try {
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}
