import { errors, jwtVerify } from "jose";
import type { Clock } from "../time/clock.ts";

/** By how much LiveKit lets clocks differ, in seconds. */
const leewaySeconds = 60;

/** Whether the SFU would take this token for good. What is no JWT at all is the SFU's to refuse. Never rejects. */
export type TokenCheck = (jwt: string) => Promise<boolean>;

/**
 * Finds out beforehand what LiveKit would refuse for its signature or its times: LiveKit writes the whole token into
 * its log when it does, and one that is refused for its times alone is good at another time.
 */
export function createTokenCheck(apiSecret: string, clock: Clock): TokenCheck {
  const secret = new TextEncoder().encode(apiSecret);
  return async (jwt) => {
    try {
      // LiveKit ignores white space, too.
      await jwtVerify(jwt.replaceAll(/\s/g, ""), secret, {
        algorithms: ["HS256"],
        clockTolerance: leewaySeconds,
        currentDate: new Date(clock.now()),
      });
      return true;
    } catch (error) {
      return error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid;
    }
  };
}
