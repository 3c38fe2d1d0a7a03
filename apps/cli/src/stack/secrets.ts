import { randomBytes } from "node:crypto";
import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { Failure } from "../failure.ts";
import { readJsonFile, writeJsonFile } from "../files/jsonFile.ts";

const secret = v.pipe(v.string(), v.minLength(32));
const schema = v.object({
  registrationSharedSecret: secret,
  macaroonSecretKey: secret,
  formSecret: secret,
  /** Application service: its token for the homeserver, and the homeserver's for it. */
  asToken: secret,
  hsToken: secret,
  sfuApiKey: v.pipe(v.string(), v.minLength(8)),
  sfuApiSecret: secret,
  turnSecret: secret,
  /** The server's Ed25519 key: other servers know us by it, so it must outlive everything else. */
  signingKey: v.object({ id: v.string(), seed: secret }),
});

/** Made once per data folder, kept in `secrets.json` with mode 0600, never printed. */
export type Secrets = v.InferOutput<typeof schema>;

export function secretsPath(dataDir: string): string {
  return join(dataDir, "secrets.json");
}

export function readSecrets(dataDir: string): Secrets | undefined {
  return readJsonFile(secretsPath(dataDir), schema);
}

/** Reads the secrets, or makes them. Unreadable ones are never replaced: every account depends on them. */
export function loadOrCreateSecrets(dataDir: string): Secrets {
  const path = secretsPath(dataDir);
  if (!existsSync(path)) {
    const secrets = createSecrets();
    writeJsonFile(path, secrets);
    return secrets;
  }
  const secrets = readSecrets(dataDir);
  if (secrets === undefined) {
    throw new Failure(
      `${path} cannot be read as Confab's secrets; bring it back from a backup, or start afresh with another --data folder.`,
    );
  }
  chmodSync(path, 0o600);
  return secrets;
}

function createSecrets(): Secrets {
  const random = () => randomBytes(32).toString("base64url");
  return {
    registrationSharedSecret: random(),
    macaroonSecretKey: random(),
    formSecret: random(),
    asToken: random(),
    hsToken: random(),
    sfuApiKey: `confab${randomBytes(6).toString("hex")}`,
    sfuApiSecret: random(),
    turnSecret: random(),
    signingKey: {
      id: `a_${randomBytes(3).toString("hex")}`,
      // Matrix writes keys as base64 without padding (Matrix appendices, "Unpadded Base64").
      seed: randomBytes(32).toString("base64").replace(/=+$/, ""),
    },
  };
}
