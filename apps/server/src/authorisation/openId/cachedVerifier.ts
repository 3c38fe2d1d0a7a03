import { hash } from "node:crypto";
import type { Clock } from "../../time/clock.ts";
import { createExpiringCache } from "../serverName/expiringCache.ts";
import type { OpenIdProof, OpenIdVerifier } from "./openIdVerifier.ts";

/** Clients ask for several tokens with one proof within moments; a proof that was taken back ends as soon. */
const lifetimeMs = 60_000;
const mostProofs = 10_000;

/**
 * Remembers for a minute what a homeserver vouched for, and asks once for everybody who shows the same proof at the same
 * time. Refusals are not remembered. Of tokens only hashes are kept.
 */
export function createCachedVerifier(verifier: OpenIdVerifier, clock: Clock): OpenIdVerifier {
  const vouched = createExpiringCache<string>(clock, mostProofs);
  const asking = new Map<string, Promise<string>>();

  async function ask(key: string, proof: OpenIdProof): Promise<string> {
    try {
      const userId = await verifier.verify(proof);
      vouched.set(key, userId, lifetimeMs);
      return userId;
    } finally {
      asking.delete(key);
    }
  }

  return {
    async verify(proof) {
      const key = keyOf(proof);
      const known = vouched.get(key);
      if (known !== undefined) return known;
      const shared = asking.get(key);
      if (shared !== undefined) return shared;
      const answer = ask(key, proof);
      asking.set(key, answer);
      return answer;
    },
  };
}

/** Of both, with their border: the same token means another user at another homeserver. */
function keyOf({ matrixServerName, accessToken }: OpenIdProof): string {
  return hash("sha256", JSON.stringify([matrixServerName, accessToken]), "base64");
}
