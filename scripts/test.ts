import { installSystemPackages } from "../e2e/support/systemPackages.ts";
import { realGates, staticGates } from "./gates.ts";
import { runGates } from "./runGates.ts";

const missing = installSystemPackages();
if (missing.length > 0) {
  console.error(
    `These programs are needed for the browser tests and could not be installed: ${missing.join(", ")}.`,
  );
  process.exitCode = 1;
} else {
  process.exitCode = await runGates([...staticGates, ...realGates]);
}
