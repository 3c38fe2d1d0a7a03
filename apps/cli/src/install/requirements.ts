import { Failure } from "../failure.ts";
import { findProgram } from "../process/findProgram.ts";
import { requireGo } from "./go.ts";
import { findLivekit, type LivekitProgram } from "./livekitInstall.ts";
import { requirePython } from "./python.ts";
import { findSynapse } from "./synapseInstall.ts";

/** Where each program comes from: it is there, or it can be made with a tool that is there. */
export interface Requirements {
  readonly synapse: { readonly installed: string } | { readonly python: string };
  readonly livekit: { readonly installed: LivekitProgram } | { readonly go: string };
  /** Undefined when this machine has no coturn. It is optional. */
  readonly turnserver: string | undefined;
}

/** Looks only. Throws one `Failure` that names everything that is missing, with the line that installs it. */
export async function checkRequirements(
  cacheDir: string,
  searchPath: string,
): Promise<Requirements> {
  const [synapse, livekit] = await Promise.allSettled([
    synapseSource(cacheDir, searchPath),
    livekitSource(cacheDir, searchPath),
  ]);
  if (synapse.status === "rejected" || livekit.status === "rejected") {
    throw allMissing([synapse, livekit]);
  }
  return {
    synapse: synapse.value,
    livekit: livekit.value,
    turnserver: findProgram("turnserver", searchPath),
  };
}

async function synapseSource(
  cacheDir: string,
  searchPath: string,
): Promise<Requirements["synapse"]> {
  const installed = findSynapse(cacheDir);
  return installed === undefined ? { python: await requirePython(searchPath) } : { installed };
}

async function livekitSource(
  cacheDir: string,
  searchPath: string,
): Promise<Requirements["livekit"]> {
  const installed = await findLivekit(cacheDir, searchPath);
  return installed === undefined ? { go: await requireGo(searchPath) } : { installed };
}

function allMissing(results: readonly PromiseSettledResult<unknown>[]): unknown {
  const reasons: readonly unknown[] = results
    .filter((result) => result.status === "rejected")
    .map((result) => result.reason);
  const [first, second] = reasons;
  return first instanceof Failure && second instanceof Failure
    ? new Failure(first.message, { details: [second.message] })
    : first;
}
