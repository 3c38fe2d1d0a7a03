import {
  type DelegationRequest,
  legacyIdentity,
  memberIdentity,
  type ServerConfig,
  sfuRoomName,
  type TokenRequest,
} from "@confab/protocol";
import { MatrixError } from "../http/matrixError.ts";
import type { CallEntrance, Entrant } from "./callEntrance.ts";
import { OpenIdRefused, type OpenIdVerifier } from "./openId/openIdVerifier.ts";
import { isFullAccess } from "./fullAccess.ts";
import type { RequestPace } from "./requestLimits.ts";

/** An SFU's address with a token for one room and one identity. `jwt` is a secret. */
interface Grant {
  readonly url: string;
  readonly jwt: string;
}

/**
 * The token API for clients that prove with an OpenID token who they are. Rejects with the `MatrixError` to answer.
 * `pace` slows down who asks too much.
 */
export interface AuthorisationService {
  grant(request: TokenRequest, pace: RequestPace): Promise<Grant>;
  /** Takes over the delayed leave of a client that has its token already. No token, and no room is made. */
  takeOverLeave(request: DelegationRequest, pace: RequestPace): Promise<void>;
}

export interface AuthorisationDeps {
  readonly openId: OpenIdVerifier;
  readonly entrance: CallEntrance;
  readonly config: Pick<ServerConfig, "fullAccessHomeservers" | "tokens">;
  /** WebSocket URL of the SFU as browsers reach it. */
  readonly sfuUrl: string;
}

/** Exactly one look-up for a well-formed request, and nothing else for somebody who is not proven. */
export function createAuthorisationService(deps: AuthorisationDeps): AuthorisationService {
  const { openId, entrance, config, sfuUrl } = deps;

  async function verify(
    request: TokenRequest | DelegationRequest,
    pace: RequestPace,
  ): Promise<Pick<Entrant, "userId" | "fullAccess">> {
    const { matrixServerName } = request.openIdToken;
    await pace.beforeLookUp(matrixServerName);
    const userId = await openId.verify(request.openIdToken).catch(refuse);
    if ("claimedUserId" in request && request.claimedUserId !== userId) {
      refuse(new OpenIdRefused("claimed-another-user"));
    }
    await pace.of(userId);
    return { userId, fullAccess: isFullAccess(config, matrixServerName) };
  }

  return {
    async grant(request, pace) {
      const { userId, fullAccess } = await verify(request, pace);
      const { leave } = request;
      if (leave !== undefined && !fullAccess) throw leaveRefused(400, "M_BAD_JSON");
      const identity = identityOf(request, userId);
      const jwt = await entrance.admit(
        { call: callOf(request), userId, deviceId: request.deviceId, identity, fullAccess },
        {
          canPublish: fullAccess || mayPublish(config.tokens.restrictedPublish, request.kind),
          makesRoom: fullAccess,
        },
        leave === undefined ? undefined : { ...leave, identities: [identity], asAppService: false },
      );
      return { url: sfuUrl, jwt };
    },
    async takeOverLeave(request, pace) {
      const { userId, fullAccess } = await verify(request, pace);
      if (!fullAccess) throw leaveRefused(403, "M_FORBIDDEN");
      const { deviceId, memberId, leave } = request;
      const identity = memberIdentity(userId, deviceId, memberId);
      // Clients that ask old services for their token, at which they have the other name, delegate here all the same.
      const identities = [identity, legacyIdentity(userId, deviceId)];
      await entrance.takeOver(
        { call: callOf(request), userId, deviceId, identity, fullAccess },
        { ...leave, identities, asAppService: false },
      );
    },
  };
}

/**
 * Old clients all publish to one SFU, so that by default theirs may publish here wherever they come from. Newer ones
 * publish to the SFU of their own homeserver and only listen here.
 */
function mayPublish(
  policy: ServerConfig["tokens"]["restrictedPublish"],
  kind: TokenRequest["kind"],
): boolean {
  return policy === "always" || (policy === "auto" && kind === "legacy");
}

function callOf({ roomId, slotId }: { readonly roomId: string; readonly slotId: string }) {
  return { name: sfuRoomName(roomId, slotId), roomId, slotId };
}

function identityOf(request: TokenRequest, userId: string): string {
  return request.kind === "legacy"
    ? legacyIdentity(userId, request.deviceId)
    : memberIdentity(userId, request.deviceId, request.memberId);
}

function leaveRefused(status: number, errcode: string): MatrixError {
  const text = "Delegation of delayed events is only supported for full access users";
  return new MatrixError(status, errcode, text);
}

function refuse(cause: unknown): never {
  if (cause instanceof OpenIdRefused) {
    throw new MatrixError(401, "M_UNAUTHORIZED", "The request could not be authorised.", { cause });
  }
  throw cause;
}
