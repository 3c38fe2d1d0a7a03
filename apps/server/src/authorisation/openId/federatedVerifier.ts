import { parseJson } from "@confab/protocol";
import type { PinnedAnswer, PinnedGet } from "../serverName/pinnedHttps.ts";
import { resolveServer, type ResolveServerDeps } from "../serverName/resolveServer.ts";
import { parseServerName, type ServerName } from "../serverName/serverName.ts";
import type { OutboundLimit } from "./outboundLimit.ts";
import { OpenIdRefused, type OpenIdProof, type OpenIdVerifier } from "./openIdVerifier.ts";
import { readUserinfo, userinfoPath } from "./userinfo.ts";

const totalTimeoutMs = 10_000;
const maxBytes = 64 * 1024;

export interface FederatedVerifierDeps extends ResolveServerDeps {
  readonly get: PinnedGet;
  readonly limit: OutboundLimit;
}

/** Asks the homeserver that the client names, found and reached as federation does it. */
export function createFederatedVerifier(deps: FederatedVerifierDeps): OpenIdVerifier {
  return {
    async verify(proof) {
      const name = parseServerName(proof.matrixServerName);
      if (name === undefined) throw new OpenIdRefused("invalid-server-name");
      const answer = await deps.limit.run(name.text, () =>
        withDeadline((signal) => ask(name, proof, signal, deps)),
      );
      return readUserinfo(proof, { status: answer.status, body: parseJson(answer.text) });
    },
  };
}

async function ask(
  name: ServerName,
  proof: OpenIdProof,
  signal: AbortSignal,
  deps: FederatedVerifierDeps,
): Promise<PinnedAnswer> {
  const path = `${userinfoPath}?access_token=${encodeURIComponent(proof.accessToken)}`;
  let failure: unknown = new Error("no address that may be reached");
  for (const destination of await resolveServer(name, signal, deps)) {
    try {
      return await deps.get(destination, path, { signal, maxBytes });
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** DNS look-ups cannot be aborted, so that the deadline is raced and not only passed on. */
async function withDeadline<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(totalTimeoutMs);
  const deadline = new Promise<never>((_resolve, reject) => {
    signal.addEventListener("abort", () => {
      reject(new Error("timeout"));
    });
  });
  try {
    return await Promise.race([task(signal), deadline]);
  } catch (error) {
    throw new OpenIdRefused("server-unreachable", error);
  }
}
