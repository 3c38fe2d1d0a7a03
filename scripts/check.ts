import { staticGates } from "./gates.ts";
import { runGates } from "./runGates.ts";

process.exitCode = await runGates(staticGates);
