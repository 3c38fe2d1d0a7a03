import { startStack } from "./stack.ts";

/** Starts the real stack once; the specs read where it is from the environment. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const stack = await startStack({ env: { CONFAB_GUESTS_PER_HOUR: "1000" } });
  process.env["CONFAB_E2E_ORIGIN"] = stack.origin;
  process.env["CONFAB_E2E_DATA"] = stack.dataDir;
  return async () => {
    await stack.stop();
  };
}
