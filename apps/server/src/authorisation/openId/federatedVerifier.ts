import { parseJson } from "@confab/protocol";
import { withDeadline } from "../../time/deadline.ts";
import type { Clock } from "../../time/clock.ts";
import { createExpiringCache } from "../serverName/expiringCache.ts";
import type { PinnedAnswer, PinnedHttps } from "../serverName/pinnedHttps.ts";
import { resolveServer, type ResolveServerDeps } from "../serverName/resolveServer.ts";
import { parseServerName, type ServerName } from "../serverName/serverName.ts";
import type { CircuitBreaker } from "./circuitBreaker.ts";
import type { OutboundLimit, Standing } from "./outboundLimit.ts";
import { OpenIdRefused, type OpenIdVerifier } from "./openIdVerifier.ts";
import { readUserinfo, userinfoRequest } from "./userinfo.ts";

const totalTimeoutMs = 10_000;
const maxBytes = 64 * 1024;
const acquaintanceMs = 24 * 3_600_000;
const mostAcquaintances = 5_000;

export interface FederatedVerifierDeps extends ResolveServerDeps {
  readonly https: PinnedHttps;
  readonly limit: OutboundLimit;
  readonly breaker: CircuitBreaker;
  readonly clock: Clock;
  /** Homeservers of the configuration, which strangers cannot crowd out. */
  readonly trusted: ReadonlySet<string>;
}

/** Asks the homeserver that the client names, found and reached as federation does it. */
export function createFederatedVerifier(deps: FederatedVerifierDeps): OpenIdVerifier {
  const { limit, breaker, clock } = deps;
  const acquainted = createExpiringCache<true>(clock, mostAcquaintances);

  function standingOf(server: string): Standing {
    if (deps.trusted.has(server)) return "trusted";
    return acquainted.get(server) === undefined ? "stranger" : "acquainted";
  }

  async function askUnlessSilent(name: ServerName, path: string): Promise<PinnedAnswer> {
    if (!breaker.mayAsk(name.text)) throw new OpenIdRefused("server-recently-unreachable");
    try {
      const answer = await withDeadline(clock, totalTimeoutMs, (signal) =>
        ask(name, path, signal, deps),
      );
      breaker.answered(name.text);
      return answer;
    } catch (error) {
      breaker.didNotAnswer(name.text);
      throw new OpenIdRefused("server-unreachable", error);
    }
  }

  return {
    async verify(proof) {
      const name = parseServerName(proof.matrixServerName);
      if (name === undefined) throw new OpenIdRefused("invalid-server-name");
      const path = userinfoRequest(proof);
      const answer = await limit.run(name.text, standingOf(name.text), () =>
        askUnlessSilent(name, path),
      );
      const userId = readUserinfo(proof, { status: answer.status, body: parseJson(answer.text) });
      acquainted.set(name.text, true, acquaintanceMs);
      return userId;
    },
  };
}

async function ask(
  name: ServerName,
  path: string,
  signal: AbortSignal,
  deps: FederatedVerifierDeps,
): Promise<PinnedAnswer> {
  let failure: unknown = new Error("no address that may be reached");
  for (const destination of await resolveServer(name, signal, deps)) {
    try {
      return await deps.https(destination, { method: "GET", path, signal, maxBytes });
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}
