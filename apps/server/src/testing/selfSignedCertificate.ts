import { createSign, generateKeyPairSync, randomBytes } from "node:crypto";

export interface TestCertificate {
  /** PEM. Also the authority to trust, as it signs itself. */
  readonly cert: string;
  readonly key: string;
}

/** A certificate for TLS servers of tests (X.509 v3, ECDSA P-256), so that none has to be stored in the repository. */
export function createSelfSignedCertificate(names: readonly string[]): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(oid(ecdsaWithSha256));
  const name = sequence(set(sequence(oid(commonName), der(0x0c, Buffer.from("confab test")))));
  const day = 24 * 3_600_000;
  const altNames = names.map((text) => {
    if (text === "::1") return der(0x87, Buffer.from("1".padStart(32, "0"), "hex"));
    return /^[\d.]+$/.test(text)
      ? der(0x87, Buffer.from(text.split(".").map(Number)))
      : der(0x82, Buffer.from(text));
  });
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name,
    sequence(time(Date.now() - day), time(Date.now() + day)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(
      0xa3,
      sequence(
        sequence(oid(basicConstraints), der(0x04, sequence(der(0x01, Buffer.from([0xff]))))),
        sequence(oid(subjectAltName), der(0x04, sequence(...altNames))),
      ),
    ),
  );
  const signature = createSign("sha256").update(body).sign(privateKey);
  const certificate = sequence(
    body,
    algorithm,
    der(0x03, Buffer.concat([Buffer.from([0]), signature])),
  );
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64")}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

const ecdsaWithSha256 = "2a8648ce3d040302";
const commonName = "550403";
const basicConstraints = "551d13";
const subjectAltName = "551d11";

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function set(...parts: readonly Buffer[]): Buffer {
  return der(0x31, Buffer.concat(parts));
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, "hex"));
}

function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/[-:T]/g, "").slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}
