import { join } from "node:path";
import { startFederation } from "../support/federation.ts";
import { requireNoLeaks } from "../support/logSecrets.ts";

/**
 * Starts three sites once; the specs read where they are from the environment. At the end no log may hold a secret of
 * anything that happened in them.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const federation = await startFederation();
  process.env["CONFAB_E2E_SITES"] = JSON.stringify(federation.origins);
  process.env["CONFAB_E2E_SITES_DATA"] = federation.dataDir;
  // Node reads this when a process begins: it is for the workers, which begin after this.
  process.env["NODE_EXTRA_CA_CERTS"] = join(federation.dataDir, "tls/ca.pem");
  return async () => {
    try {
      requireNoLeaks(["a", "b", "c"].map((site) => join(federation.dataDir, site)));
    } finally {
      await federation.stop();
    }
  };
}
