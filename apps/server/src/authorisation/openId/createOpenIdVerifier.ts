import type { JsonClient } from "../../http/jsonClient.ts";
import type { RemoteFileDeps } from "../serverName/remoteFile.ts";
import { createServerDelegation } from "../serverName/serverDelegation.ts";
import type { Clock } from "../../time/clock.ts";
import { createCachedVerifier } from "./cachedVerifier.ts";
import { createCircuitBreaker } from "./circuitBreaker.ts";
import { createFederatedVerifier } from "./federatedVerifier.ts";
import { OpenIdRefused, type OpenIdVerifier } from "./openIdVerifier.ts";
import { createOutboundLimit } from "./outboundLimit.ts";
import { createOwnVerifier } from "./ownVerifier.ts";

export interface OpenIdVerifierDeps extends RemoteFileDeps {
  /** Our own Matrix server name, for which `homeserver` is asked directly when there is one. */
  readonly serverName: string;
  readonly homeserver: JsonClient | undefined;
  /** When given, nobody else's users are served but theirs and our own. */
  readonly onlyHomeservers: readonly string[] | undefined;
  /** Homeservers whose users strangers cannot crowd out. */
  readonly trustedHomeservers: readonly string[];
  readonly clock: Clock;
}

export function createOpenIdVerifier(deps: OpenIdVerifierDeps): OpenIdVerifier {
  const { clock, serverName } = deps;
  const own = deps.homeserver === undefined ? undefined : createOwnVerifier(deps.homeserver);
  const federated = createFederatedVerifier({
    ...deps,
    delegation: createServerDelegation(deps),
    limit: createOutboundLimit(),
    breaker: createCircuitBreaker(clock),
    trusted: new Set([serverName, ...deps.trustedHomeservers]),
  });
  const served =
    deps.onlyHomeservers === undefined ? undefined : new Set([serverName, ...deps.onlyHomeservers]);
  const verifier: OpenIdVerifier = {
    async verify(proof) {
      const isOwn = proof.matrixServerName === serverName;
      return ((isOwn ? own : undefined) ?? federated).verify(proof);
    },
  };
  const cached = createCachedVerifier(verifier, clock);
  return {
    async verify(proof) {
      if (served?.has(proof.matrixServerName) === false) {
        throw new OpenIdRefused("server-not-served");
      }
      return cached.verify(proof);
    },
  };
}
