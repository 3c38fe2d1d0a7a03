import { parseIsJoined, parseJoinedMembers, type ServerConfig } from "@confab/protocol";
import type { JsonAnswer, JsonClient } from "../http/jsonClient.ts";
import type { Clock } from "../time/clock.ts";
import type { Known } from "./appServiceApi.ts";

export interface MembershipRequestsDeps {
  readonly homeserver: JsonClient;
  /** The application service's, a secret. */
  readonly asToken: string;
  readonly check: ServerConfig["membership"]["check"];
  readonly clock: Clock;
  readonly log: {
    info(data: object, message: string): void;
    error(data: object, message: string): void;
  };
}

/** What a homeserver can be asked about the people in a room. Every call is a request; none rejects. */
export interface MembershipRequests {
  /** MSC4502. Undefined when the homeserver does not offer it to us. */
  isJoined(
    roomId: string,
    who: { readonly mxid: string } | { readonly server_name: string },
  ): Promise<Known<boolean> | undefined>;
  /** `absent`: no user of our namespace is in the room, so that nothing is said about it. */
  joinedMembers(roomId: string): Promise<ReadonlySet<string> | "absent" | "unknown">;
  /** Is the user one of our namespace, as whom we may act? */
  isInNamespace(userId: string): Promise<boolean>;
}

/** Three of them one after the other stay below what `AppServiceApi` promises. Milliseconds. */
const timeoutMs = 3_000;
/** A homeserver without `is_joined` is not asked for it again for so long. Milliseconds. */
const retryIsJoinedMs = 600_000;

const unknown = { known: false } as const;

export function createMembershipRequests(deps: MembershipRequestsDeps): MembershipRequests {
  const { check, clock, log } = deps;
  let isJoinedMissingUntil = check === "joined_members" ? Infinity : -Infinity;
  const complaint = createComplaint(log);

  async function ask(
    path: string,
    query: Readonly<Record<string, string>> = {},
  ): Promise<JsonAnswer | undefined> {
    try {
      const accessToken = deps.asToken;
      return await deps.homeserver.request({ method: "GET", path, query, accessToken, timeoutMs });
    } catch {
      return undefined;
    }
  }

  return {
    async isJoined(roomId, who) {
      if (clock.now() < isJoinedMissingUntil) return undefined;
      const room = encodeURIComponent(roomId);
      const path = `/_matrix/client/unstable/io.element.msc4502/rooms/${room}/is_joined`;
      const answer = await ask(path, who);
      const joined = answer?.status === 200 ? parseIsJoined(answer.body) : undefined;
      if (joined !== undefined) {
        complaint.takeBack();
        return { known: true, value: joined };
      }
      // 400: no such thing can be a room or a user, so that nobody is in it. Anybody can make up such a name.
      if (answer?.status === 400) return { known: true, value: false };
      // 404: MSC4502 is off. 403: our registration lacks its scope.
      const isMissing = answer?.status === 404 || answer?.status === 403;
      if (!isMissing || check === "is_joined") {
        complaint.consider(answer?.status);
        return unknown;
      }
      isJoinedMissingUntil = clock.now() + retryIsJoinedMs;
      log.info({ status: answer.status }, "the homeserver has no is_joined (MSC4502) for us");
      return undefined;
    },

    async joinedMembers(roomId) {
      const path = `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/joined_members`;
      const answer = await ask(path);
      const joined = answer?.status === 200 ? parseJoinedMembers(answer.body) : undefined;
      if (joined !== undefined) complaint.takeBack();
      if (answer?.status === 403 || joined?.size === 0) return "absent";
      if (joined !== undefined) return joined;
      complaint.consider(answer?.status);
      return "unknown";
    },

    async isInNamespace(userId) {
      const answer = await ask("/_matrix/client/v3/account/whoami", { user_id: userId });
      if (answer?.status === 403) complaint.consider(403);
      return answer?.status === 200;
    },
  };
}

/** Says once, loudly, what only the operator can mend, and says it again when it worked in between. */
function createComplaint(log: MembershipRequestsDeps["log"]) {
  let made = false;
  return {
    /** No answer at all, or one of a homeserver in trouble, is not the registration's fault. */
    consider(status: number | undefined): void {
      if (made || status === undefined || status === 429 || status >= 500) return;
      made = true;
      log.error(
        { status },
        "The homeserver does not tell us who is in a room, so that membership of calls cannot be checked. " +
          "See to it that our application service is registered there, with these tokens, and that its namespace " +
          "has all local users",
      );
    },
    takeBack(): void {
      made = false;
    },
  };
}
