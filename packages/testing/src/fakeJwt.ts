const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** A token that looks like a JWT (RFC 7519). `signature` stands for one: whoever checks compares it. */
export function fakeJwt(claims: object, signature: string): string {
  return [{ alg: "HS256", typ: "JWT" }, claims]
    .map((part) => encodeBase64Url(JSON.stringify(part)))
    .concat(signature)
    .join(".");
}

/** UTF-8 in base64url without padding (RFC 4648 §5). */
function encodeBase64Url(text: string): string {
  const bytes = encodeURIComponent(text).replaceAll(/%([0-9A-F]{2})/g, (_escape, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  let encoded = "";
  let bits = 0;
  let bitCount = 0;
  for (const byte of bytes) {
    bits = (bits << 8) | byte.charCodeAt(0);
    bitCount += 8;
    while (bitCount >= 6) {
      bitCount -= 6;
      encoded += alphabet.charAt((bits >> bitCount) & 63);
    }
    bits &= 63;
  }
  return bitCount === 0 ? encoded : encoded + alphabet.charAt((bits << (6 - bitCount)) & 63);
}
