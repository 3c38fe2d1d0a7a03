import type { BackgroundWork } from "../backend.ts";
import type { JsonClient } from "../http/jsonClient.ts";
import type { Clock } from "../time/clock.ts";
import type { MintJoinToken } from "./joinToken.ts";

export interface AutoCreateCheckDeps {
  readonly sfu: JsonClient;
  readonly mint: MintJoinToken;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly log: {
    debug(message: string): void;
    error(message: string): void;
  };
}

const retryMs = 5_000;
const timeoutMs = 5_000;

/**
 * Finds out whether the SFU makes a room for anybody who joins (`room.auto_create`), which would void the
 * rule that only full-access homeservers' users make rooms. Asks with a token for a room that does not exist; nothing is made
 * by asking. Repeats until the SFU answers.
 */
export function createAutoCreateCheck(deps: AutoCreateCheckDeps): BackgroundWork {
  const { sfu, mint, clock, log } = deps;
  let stopped = false;
  let wasRefused = false;
  let cancel = () => {};

  async function attempt(): Promise<void> {
    const room = `confab-check-${Buffer.from(deps.randomBytes(12)).toString("hex")}`;
    const accessToken = await mint({ room, identity: "confab-check", canPublish: false });
    const status = await sfu
      .request({ method: "GET", path: "/rtc/validate", accessToken, timeoutMs })
      .then((answer) => answer.status)
      .catch(() => undefined);
    if (stopped) return;
    if (status === 404) log.debug("the SFU makes no rooms by itself");
    else if (status === 200) {
      log.error(
        "The SFU makes a room for everybody who joins: set `room.auto_create: false` in its configuration. " +
          "Until then users of every homeserver can start calls on it.",
      );
    } else {
      if (status === 401 && !wasRefused) {
        wasRefused = true;
        log.error(
          "The SFU refuses our tokens: compare its API key and secret with ours, and both clocks. " +
            "Until then nobody can join a call.",
        );
      }
      cancel = clock.after(retryMs, () => void attempt());
    }
  }

  return {
    start: () => void attempt(),
    async stop() {
      stopped = true;
      cancel();
    },
  };
}
