import { legacyIdentity, memberIdentity, sfuRoomName, type TokenRequest } from "@confab/protocol";
import { MatrixError } from "../http/matrixError.ts";
import type { MintJoinToken } from "../sfu/joinToken.ts";
import type { SfuRooms } from "../sfu/sfuRooms.ts";
import { OpenIdRefused, type OpenIdVerifier } from "./openId/openIdVerifier.ts";

/** An SFU's address with a token for one room and one identity. `jwt` is a secret. */
interface Grant {
  readonly url: string;
  readonly jwt: string;
}

export interface AuthorisationDeps {
  readonly openId: OpenIdVerifier;
  readonly rooms: SfuRooms;
  readonly mint: MintJoinToken;
  /** Homeservers whose users may create SFU rooms; `*` alone means all. */
  readonly fullAccessHomeservers: readonly string[];
  /** WebSocket URL of the SFU as browsers reach it. */
  readonly sfuUrl: string;
}

/** Turns a valid token request into a grant, or rejects with the `MatrixError` that the client gets. */
export type Authorise = (request: TokenRequest) => Promise<Grant>;

/**
 * The order is part of the contract: exactly one look-up for a well-formed request, nothing is signed for somebody
 * unproven, and no room is made for somebody who may not make rooms.
 */
export function createAuthorisationService(deps: AuthorisationDeps): Authorise {
  const { fullAccessHomeservers: full } = deps;
  const hasFullAccess = (serverName: string) => full.includes(serverName) || full.includes("*");

  return async (request) => {
    const userId = await deps.openId.verify(request.openIdToken).catch(refuse);
    if (request.kind === "member" && request.claimedUserId !== userId) {
      refuse(new OpenIdRefused("claimed-another-user"));
    }
    const fullAccess = hasFullAccess(request.openIdToken.matrixServerName);
    const room = sfuRoomName(request.roomId, request.slotId);
    const jwt = await deps.mint({
      room,
      identity: identityOf(request, userId),
      // Old clients all publish to one SFU, so that theirs may publish here wherever they come from. Newer ones
      // publish to the SFU of their own homeserver and only listen here.
      canPublish: fullAccess || request.kind === "legacy",
    });
    if (fullAccess) {
      await deps.rooms.create(room).catch((cause: unknown) => {
        throw new MatrixError(500, "M_UNKNOWN", "Unable to create room on SFU", { cause });
      });
    }
    return { url: deps.sfuUrl, jwt };
  };
}

function identityOf(request: TokenRequest, userId: string): string {
  return request.kind === "legacy"
    ? legacyIdentity(userId, request.deviceId)
    : memberIdentity(userId, request.deviceId, request.memberId);
}

function refuse(cause: unknown): never {
  if (cause instanceof OpenIdRefused) {
    throw new MatrixError(401, "M_UNAUTHORIZED", "The request could not be authorised.", { cause });
  }
  throw cause;
}
