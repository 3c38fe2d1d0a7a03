const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Standard base64 without padding, as Matrix writes hashes (Matrix spec, appendix "Unpadded Base64"). */
export function encodeUnpaddedBase64(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += 3) {
    const group = bytes.subarray(start, start + 3);
    const bits = ((group[0] ?? 0) << 16) | ((group[1] ?? 0) << 8) | (group[2] ?? 0);
    for (let digit = 0; digit <= group.length; digit += 1) {
      text += alphabet.charAt((bits >> (18 - 6 * digit)) & 63);
    }
  }
  return text;
}
