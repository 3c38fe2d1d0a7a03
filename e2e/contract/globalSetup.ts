import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseServerConfig } from "@confab/protocol";
import type { TestProject } from "vitest/node";
import { startStack } from "../support/stack.ts";
import type { ContractStack } from "./contractStack.ts";

/** Starts the real stack once for all contract suites. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stack = await startStack({ env: { CONFAB_GUESTS_PER_HOUR: "1000" } });
  project.provide("stack", readStack(stack.origin, stack.dataDir));
  return async () => {
    await stack.stop();
  };
}

/** The Confab server's own configuration says where everything is. */
function readStack(origin: string, dataDir: string): ContractStack {
  const result = parseServerConfig(
    JSON.parse(readFileSync(join(dataDir, "server.json"), "utf8")) as unknown,
  );
  if ("problems" in result) throw new Error(result.problems.join("\n"));
  const { serverName, homeserver, sfu } = result.config;
  if (homeserver === undefined) throw new Error("the stack has no homeserver");
  return {
    origin,
    serverName,
    homeserverUrl: homeserver.url,
    sfuUrl: sfu.url,
    apiKey: sfu.apiKey,
    apiSecret: sfu.apiSecret,
    asToken: homeserver.asToken,
  };
}
