import type { JsonClient } from "../../http/jsonClient.ts";
import type { Clock } from "../../time/clock.ts";
import { createAddressPolicy } from "../serverName/addressPolicy.ts";
import type { DnsResolver } from "../serverName/dnsResolver.ts";
import type { PinnedGet } from "../serverName/pinnedHttps.ts";
import { createServerDelegation } from "../serverName/serverDelegation.ts";
import { createFederatedVerifier } from "./federatedVerifier.ts";
import type { OpenIdVerifier } from "./openIdVerifier.ts";
import { createOutboundLimit } from "./outboundLimit.ts";
import { createOwnVerifier } from "./ownVerifier.ts";

export interface OpenIdVerifierDeps {
  /** Our own Matrix server name, for which `homeserver` is asked directly. */
  readonly serverName: string;
  readonly homeserver: JsonClient;
  readonly allowedNetworks: readonly string[];
  readonly dns: DnsResolver;
  readonly get: PinnedGet;
  readonly clock: Clock;
}

export function createOpenIdVerifier(deps: OpenIdVerifierDeps): OpenIdVerifier {
  const { dns, get, clock } = deps;
  const mayReach = createAddressPolicy(deps.allowedNetworks);
  const own = createOwnVerifier(deps.homeserver);
  const federated = createFederatedVerifier({
    dns,
    get,
    mayReach,
    delegation: createServerDelegation({ dns, get, mayReach, clock }),
    limit: createOutboundLimit({ total: 100, perDestination: 10 }),
  });
  return {
    verify: (proof) => (proof.matrixServerName === deps.serverName ? own : federated).verify(proof),
  };
}
