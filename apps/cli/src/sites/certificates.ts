import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import { writeFileAtomically } from "../files/atomicFile.ts";
import type { TlsFiles } from "../stack/component.ts";

interface KeyPair {
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

const day = 24 * 60 * 60 * 1000;
const authorityLife = 3650 * day;
/** Browsers refuse more than 398 days, and some of them less. */
const certificateLife = 90 * day;
/** Clocks differ, and a site may have been stopped for a while. */
const renewBefore = 30 * day;

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/**
 * A certificate authority of this folder alone, and a certificate of it for this machine's own names. Both stay the same
 * from start to start, and are made anew a month before they end. Keys are readable by this user alone. `now` in
 * milliseconds since the Unix epoch.
 */
export async function loadOrCreateCertificates(folder: string, now: number): Promise<TlsFiles> {
  const files = {
    authority: join(folder, "ca.pem"),
    certificate: join(folder, "localhost.pem"),
    key: join(folder, "localhost.key"),
  };
  const authorityKey = join(folder, "ca.key");
  x509.cryptoProvider.set(webcrypto);

  let authority = await load(files.authority, authorityKey, now);
  if (authority === undefined) {
    authority = await createAuthority(now);
    await store(authority, files.authority, authorityKey);
  }
  const site = await load(files.certificate, files.key, now);
  const isOfAuthority =
    site !== undefined &&
    (await site.certificate.verify({ publicKey: authority.certificate, signatureOnly: true }));
  if (!isOfAuthority) await store(await createSite(authority, now), files.certificate, files.key);
  return files;
}

/** Undefined when it is missing, cannot be read, or has less than a month left. */
async function load(
  certificatePath: string,
  keyPath: string,
  now: number,
): Promise<KeyPair | undefined> {
  if (!existsSync(certificatePath) || !existsSync(keyPath)) return undefined;
  try {
    const certificate = new x509.X509Certificate(readFileSync(certificatePath, "utf8"));
    if (certificate.notAfter.getTime() - now < renewBefore) return undefined;
    const privateKey = await webcrypto.subtle.importKey(
      "pkcs8",
      x509.PemConverter.decodeFirst(readFileSync(keyPath, "utf8")),
      algorithm,
      true,
      ["sign"],
    );
    const publicKey = await certificate.publicKey.export(algorithm, ["verify"], webcrypto);
    return { certificate, keys: { privateKey, publicKey } };
  } catch {
    return undefined;
  }
}

async function store(
  { certificate, keys }: KeyPair,
  certificatePath: string,
  keyPath: string,
): Promise<void> {
  const key = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  // The key first: a certificate without its key would count as broken, and be replaced.
  writeFileAtomically(keyPath, `${x509.PemConverter.encode(key, "PRIVATE KEY")}\n`, 0o600);
  writeFileAtomically(certificatePath, `${certificate.toString("pem")}\n`, 0o644);
}

async function createAuthority(now: number): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    // Two authorities must not have the same name: a browser that has both would pick one of them.
    name: `CN=Confab sites ${randomSerial().slice(0, 8)}`,
    serialNumber: randomSerial(),
    notBefore: new Date(now - day),
    notAfter: new Date(now + authorityLife),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
    ],
  });
  return { certificate, keys };
}

async function createSite(authority: KeyPair, now: number): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: "CN=localhost",
    issuer: authority.certificate.subject,
    serialNumber: randomSerial(),
    notBefore: new Date(now - day),
    notAfter: new Date(now + certificateLife),
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: "dns", value: "localhost" },
        { type: "ip", value: "127.0.0.1" },
        { type: "ip", value: "::1" },
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(authority.certificate, false, webcrypto),
    ],
  });
  return { certificate, keys };
}

/** Positive, as RFC 5280 §4.1.2.2 asks. Hexadecimal. */
function randomSerial(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  return `4${Buffer.from(bytes).toString("hex").slice(1)}`;
}
