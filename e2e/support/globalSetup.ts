import { requireNoLeaks } from "./logSecrets.ts";
import { startStack } from "./stack.ts";

/**
 * Starts the real stack once; the specs read where it is from the environment. At the end no log may hold a secret of
 * anything that happened in them.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const stack = await startStack({ env: { CONFAB_GUESTS_PER_HOUR: "1000" } });
  process.env["CONFAB_E2E_ORIGIN"] = stack.origin;
  process.env["CONFAB_E2E_DATA"] = stack.dataDir;
  return async () => {
    try {
      requireNoLeaks([stack.dataDir]);
    } finally {
      await stack.stop();
    }
  };
}
