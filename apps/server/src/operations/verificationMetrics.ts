import { Histogram, type Registry } from "prom-client";
import { OpenIdRefused, type OpenIdVerifier } from "../authorisation/openId/openIdVerifier.ts";
import { MatrixError } from "../http/matrixError.ts";
import type { Clock } from "../time/clock.ts";

const buckets = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * The same verifier, with how often it was asked, what came of it, and how long that took. Our own homeserver and all
 * others are told apart, but others not from each other: strangers choose their names.
 */
export function measureVerifications(
  verifier: OpenIdVerifier,
  deps: { readonly metrics: Registry; readonly serverName: string; readonly clock: Clock },
): OpenIdVerifier {
  const { clock, serverName } = deps;
  const duration = new Histogram({
    name: "confab_openid_verification_duration_seconds",
    help: "Time until it was known whose an OpenID token is, or that it proves nothing",
    labelNames: ["homeserver", "outcome"],
    buckets,
    registers: [deps.metrics],
  });
  return {
    async verify(proof) {
      const startedAt = clock.now();
      const homeserver = proof.matrixServerName === serverName ? "own" : "other";
      let outcome = "verified";
      try {
        return await verifier.verify(proof);
      } catch (error) {
        outcome = outcomeOf(error);
        throw error;
      } finally {
        duration.observe({ homeserver, outcome }, (clock.now() - startedAt) / 1000);
      }
    },
  };
}

function outcomeOf(error: unknown): string {
  if (error instanceof OpenIdRefused) return error.reason;
  return error instanceof MatrixError && error.status === 429 ? "limited" : "failed";
}
