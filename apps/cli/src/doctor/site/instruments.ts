import type { ConnectSfu } from "../account/sfuConnection.ts";
import type { Ask } from "../network/ask.ts";
import type { ReadCertificate } from "../network/readCertificate.ts";
import type { OpenStunChannel } from "../network/stunChannel.ts";

/** What the doctor examines with. */
export interface Instruments {
  readonly ask: Ask;
  readonly certificate: ReadCertificate;
  /** Whether every address of a host is private. */
  readonly isPrivateHost: (hostname: string) => Promise<boolean>;
  readonly openStun: OpenStunChannel;
  readonly connectSfu: ConnectSfu;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
}
