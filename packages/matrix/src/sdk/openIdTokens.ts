import type { Clock } from "@confab/core";
import type { OpenIdToken } from "@confab/protocol";

/** OpenID tokens, one of which can be fetched before somebody needs it. */
export interface OpenIdTokens {
  /** Starts fetching, unless an unused token is there. */
  prefetch(): void;
  /** Each token is handed out once. */
  take(): Promise<OpenIdToken>;
}

interface Prefetched {
  readonly token: Promise<OpenIdToken>;
  readonly startedAt: number;
}

/** Of the token's life: whoever gets it needs the rest. */
const usableShare = 0.5;

export function createOpenIdTokens(
  clock: Clock,
  request: () => Promise<OpenIdToken>,
): OpenIdTokens {
  let prefetched: Prefetched | undefined;

  return {
    prefetch() {
      if (prefetched !== undefined) return;
      const token = request();
      // Whoever takes it hears of the failure; nobody may.
      token.catch(() => {});
      prefetched = { token, startedAt: clock.now() };
    },
    async take() {
      const ready = prefetched;
      prefetched = undefined;
      if (ready === undefined) return request();
      try {
        const token = await ready.token;
        const ageMs = clock.now() - ready.startedAt;
        if (ageMs < token.expiresIn * 1000 * usableShare) return token;
      } catch {
        // It may have been a moment without network: ask again.
      }
      return request();
    },
  };
}
