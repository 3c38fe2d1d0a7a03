import { bad, type Check, note, ok } from "../check.ts";
import type { Ask } from "../network/ask.ts";

/** Where the SFU is: told by the authorisation service, or guessed from its address. */
export interface SfuAddress {
  /** `https`, whatever the WebSocket's scheme. */
  readonly url: string;
  readonly isGuess: boolean;
}

/**
 * An SFU that is set up by the book is beside the authorisation service: `…/livekit/jwt` and `…/livekit/sfu`. Undefined when
 * the service's address is another one.
 */
export function guessSfuAddress(serviceUrl: string): SfuAddress | undefined {
  if (!serviceUrl.endsWith("/livekit/jwt")) return undefined;
  return { url: serviceUrl.replace(/jwt$/, "sfu"), isGuess: true };
}

/** Signalling answers a request without a token with 401; a proxy that does not know it with something else. */
export async function sfuAddressCheck({ url, isGuess }: SfuAddress, ask: Ask): Promise<Check> {
  const { status, failure } = await ask({ url: `${url}/rtc/validate` });
  if (status === 401) return ok(`The SFU answers at ${url}`);
  if (isGuess && status === 404) {
    return note(
      `The SFU is not at ${url}; where it is the authorisation service tells to accounts alone`,
      "run the doctor with an account (CONFAB_DOCTOR_TOKEN)",
    );
  }
  const reason = failure || `status ${status}`;
  return bad(
    `The SFU does not answer at ${url} (${reason})`,
    status >= 502 && status <= 504
      ? "start LiveKit, and see that the reverse proxy has its right address"
      : "let the reverse proxy send this path to LiveKit without the prefix, WebSocket upgrades included",
  );
}
