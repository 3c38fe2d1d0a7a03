import { chmodSync, statSync, writeFileSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { loadOrCreateSecrets, secretsPath } from "./secrets.ts";

function setUp(): string {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  return folder.path;
}

describe("secrets", () => {
  it("[SE1] are made once and stay", () => {
    const dataDir = setUp();
    const secrets = loadOrCreateSecrets(dataDir);
    expect(loadOrCreateSecrets(dataDir)).toEqual(secrets);
    expect(loadOrCreateSecrets(setUp())).not.toEqual(secrets);
  });

  it("[SE1] are for this user alone, also after somebody opened them up", () => {
    const dataDir = setUp();
    const mode = () => statSync(secretsPath(dataDir)).mode & 0o777;
    loadOrCreateSecrets(dataDir);
    expect(mode()).toBe(0o600);
    chmodSync(secretsPath(dataDir), 0o644);
    loadOrCreateSecrets(dataDir);
    expect(mode()).toBe(0o600);
  });

  it("[SE2] are refused, not replaced, when they cannot be read", () => {
    const dataDir = setUp();
    writeFileSync(secretsPath(dataDir), '{"asToken":"short"}');
    expect(() => loadOrCreateSecrets(dataDir)).toThrow(/backup/);
  });

  it("have a signing key of 32 bytes without padding", () => {
    const { signingKey } = loadOrCreateSecrets(setUp());
    expect(signingKey.seed).toMatch(/^[A-Za-z0-9+/]{43}$/);
    expect(Buffer.from(signingKey.seed, "base64")).toHaveLength(32);
  });
});
