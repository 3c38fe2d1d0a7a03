import {
  formatTurnAllocation,
  formatTurnRelease,
  parseTurnAnswer,
  type TurnAnswer,
  type TurnUri,
  type TurnUser,
} from "@confab/protocol";
import { describeFailure } from "../network/ask.ts";
import type { StunChannel } from "../network/stunChannel.ts";
import type { Instruments } from "../site/instruments.ts";

export type Allocation =
  /** `address` of the relay, as others see it. It was given back. */
  | { readonly kind: "allocated"; readonly address: string }
  /** It relays for everybody, without asking who they are. */
  | { readonly kind: "open" }
  /** The server knows neither this user nor this password. */
  | { readonly kind: "wrong-password" }
  /** An error of RFC 8656 §19. */
  | { readonly kind: "refused"; readonly code: number }
  | { readonly kind: "silent"; readonly reason: string };

/** Asks a TURN server for a relay, as a browser would for a direct call, and gives it back. Never rejects. */
export async function allocateRelay(
  { host, port, transport }: TurnUri,
  user: TurnUser,
  { openStun, randomBytes }: Pick<Instruments, "openStun" | "randomBytes">,
): Promise<Allocation> {
  let channel: StunChannel;
  try {
    channel = await openStun({ host, port, transport });
  } catch (error) {
    return { kind: "silent", reason: describeFailure(error) };
  }
  const ask = (request: Uint8Array) =>
    channel.ask(request, (packet): TurnAnswer | undefined => parseTurnAnswer(packet, request));
  try {
    const first = await ask(formatTurnAllocation(randomBytes(12)));
    if (first === undefined) return { kind: "silent", reason: "no answer" };
    if (first.kind === "allocated") return { kind: "open" };
    if (first.kind === "refused") return first;
    const credentials = { user, challenge: first.challenge };
    const second = await ask(formatTurnAllocation(randomBytes(12), credentials));
    if (second === undefined) return { kind: "silent", reason: "no answer to the credentials" };
    if (second.kind === "challenge") return { kind: "wrong-password" };
    if (second.kind === "allocated") {
      await channel.ask(formatTurnRelease(randomBytes(12), credentials), () => true);
    }
    return second;
  } finally {
    channel.close();
  }
}
