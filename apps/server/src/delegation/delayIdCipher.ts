import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";

/** Whose delay id it is: a stored one cannot be moved to another device. */
export interface DelayIdOwner {
  readonly room: string;
  readonly userId: string;
  readonly deviceId: string;
}

/** Keeps delay ids readable for this server alone: whoever reads the database can send nobody's leave. */
export interface DelayIdCipher {
  encrypt(delayId: string, owner: DelayIdOwner): string;
  /** Undefined when it was encrypted with another key or for another owner. */
  decrypt(text: string, owner: DelayIdOwner): string | undefined;
}

const algorithm = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

/** The key comes from the SFU's API secret by HKDF (RFC 5869): every replica has it, and the database does not. */
export function createDelayIdCipher(
  apiSecret: string,
  randomBytes: (count: number) => Uint8Array,
): DelayIdCipher {
  const key = Buffer.from(hkdfSync("sha256", apiSecret, "", "confab delegated leave 1", 32));
  return {
    encrypt(delayId, owner) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(authenticated(owner));
      const content = Buffer.concat([cipher.update(delayId, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), content]).toString("base64url");
    },
    decrypt(text, owner) {
      const bytes = Buffer.from(text, "base64url");
      if (bytes.length < nonceBytes + tagBytes) return undefined;
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      })
        .setAAD(authenticated(owner))
        .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      const content = decipher.update(bytes.subarray(nonceBytes + tagBytes));
      try {
        return Buffer.concat([content, decipher.final()]).toString("utf8");
      } catch {
        return undefined;
      }
    },
  };
}

function authenticated({ room, userId, deviceId }: DelayIdOwner): Buffer {
  return Buffer.from(JSON.stringify([room, userId, deviceId]), "utf8");
}
