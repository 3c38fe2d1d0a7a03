import { parseHealthReport } from "@confab/protocol";
import { readSecrets } from "../stack/secrets.ts";
import type { StackFile } from "../stack/stackFile.ts";
import { bad, type Check, ok } from "./check.ts";
import type { Ask } from "./network/ask.ts";
import type { Section } from "./section.ts";
import { examineSite } from "./site/examineSite.ts";
import type { Instruments } from "./site/instruments.ts";

/** Examines the stack that runs on this machine as a site, with all that its data folder allows. */
export async function examineStack(
  stack: StackFile,
  dataDir: string,
  instruments: Instruments,
): Promise<readonly Section[]> {
  const { address, ports } = stack;
  const secrets = readSecrets(dataDir);
  const site = await examineSite(
    {
      origin: address,
      ...(secrets === undefined
        ? {}
        : {
            credentials: { accessToken: secrets.asToken },
            sfuKey: { apiKey: secrets.sfuApiKey, apiSecret: secrets.sfuApiSecret },
            sfuUrl: `http://127.0.0.1:${ports.sfu}`,
          }),
    },
    instruments,
  );
  const health = await healthCheck(stack, instruments.ask);
  return [{ title: `Running at ${address}`, checks: [health] }, ...site];
}

async function healthCheck({ address, logs }: StackFile, ask: Ask): Promise<Check> {
  const health = parseHealthReport((await ask({ url: `${address}/healthz` })).body);
  if (health === undefined) {
    return bad("The Confab server does not answer", `its log is ${logs}/server.log`);
  }
  const down = Object.entries(health.components)
    .filter(([, state]) => state === "down")
    .map(([name]) => name);
  return down.length === 0
    ? ok("Every component answers")
    : bad(`Does not answer: ${down.join(", ")}`, `the logs are in ${logs}`);
}
