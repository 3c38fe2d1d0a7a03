import {
  type AppServiceDelegationRequest,
  type AppServiceTokenRequest,
  type AskingMember,
  deviceFreeIdentity,
  type FederatedTokenRequest,
  legacyIdentity,
  memberIdentity,
  type ServerConfig,
  serverNameOf,
  sfuRoomName,
} from "@confab/protocol";
import type { AppServiceApi, Known } from "../homeserver/appServiceApi.ts";
import { MatrixError } from "../http/matrixError.ts";
import type { CallEntrance, Entrant } from "./callEntrance.ts";
import { entryRefused, membershipUnknown } from "./entryRefused.ts";
import type { ApiVersion, FederationRelay } from "./federationRelay.ts";
import type { ScheduledLeaves } from "./scheduledLeaves.ts";
import type { RequestPace } from "./requestLimits.ts";

/** The body of an answer. `jwt` is a secret. */
interface IssuedToken {
  readonly jwt: string;
}

/**
 * The token API behind the homeserver (MSC4195 through MSC4512), which has checked who asks. Rejects with the
 * `MatrixError` to answer.
 */
export interface AppServiceCalls {
  /** For a user of our homeserver, who may want to come to another one's SFU. */
  ownToken(
    userId: string,
    request: AppServiceTokenRequest,
    version: ApiVersion,
    pace: RequestPace,
  ): Promise<IssuedToken>;
  /** For a user of the homeserver `origin`, who wants to come to our SFU. */
  foreignToken(
    origin: string,
    request: FederatedTokenRequest,
    pace: RequestPace,
  ): Promise<IssuedToken>;
  takeOverLeave(
    userId: string,
    request: AppServiceDelegationRequest,
    pace: RequestPace,
  ): Promise<void>;
}

export interface AppServiceCallsDeps {
  readonly appService: AppServiceApi;
  readonly entrance: CallEntrance;
  readonly relay: FederationRelay;
  readonly leaves: ScheduledLeaves;
  readonly config: Pick<ServerConfig, "serverName" | "tokens">;
  /** WebSocket URL of the SFU as browsers reach it. */
  readonly sfuUrl: string;
}

export function createAppServiceCalls(deps: AppServiceCallsDeps): AppServiceCalls {
  const { appService, entrance, relay, leaves, config, sfuUrl } = deps;

  function checkUrl({ url }: AppServiceTokenRequest): void {
    if (withoutTrailingSlash(url) === withoutTrailingSlash(sfuUrl)) return;
    const text = "The request `url` does not match this service's LiveKit URL";
    throw new MatrixError(400, "M_INVALID_PARAM", text);
  }

  async function checkJoined({ roomId }: AppServiceTokenRequest, userId: string): Promise<void> {
    if (!demand(await appService.isJoined(roomId, userId))) throw entryRefused("not-joined");
  }

  async function checkServer(roomId: string, serverName: string, refusal: string): Promise<void> {
    if (demand(await appService.isServerJoined(roomId, serverName))) return;
    throw new MatrixError(403, "M_FORBIDDEN", refusal);
  }

  return {
    async ownToken(userId, request, version, pace) {
      const { roomId, serverName = config.serverName } = request;
      const isOurs = serverName === config.serverName;
      if (isOurs) checkUrl(request);
      await pace.of(userId);
      await checkJoined(request, userId);
      if (!isOurs) {
        await checkServer(roomId, serverName, "The target server is not joined to the room");
        return { jwt: await relay.token(serverName, request, { userId, version }) };
      }
      const rights = { canPublish: true, makesRoom: true };
      return { jwt: await entrance.admit(entrantOf(request, userId, true), rights) };
    },
    async foreignToken(origin, request, pace) {
      const { roomId, userId } = request;
      if (serverNameOf(userId) !== origin) {
        const text = "The user_id does not belong to the origin server";
        throw new MatrixError(403, "M_FORBIDDEN", text);
      }
      await pace.of(userId);
      await checkServer(roomId, config.serverName, "This server is not joined to the room");
      await checkJoined(request, userId);
      checkUrl(request);
      // Whoever asks this way publishes to the SFU of their own homeserver.
      const canPublish = config.tokens.restrictedPublish === "always";
      const rights = { canPublish, makesRoom: true };
      return { jwt: await entrance.admit(entrantOf(request, userId, false), rights) };
    },
    async takeOverLeave(userId, request, pace) {
      checkUrl(request);
      await pace.of(userId);
      await checkJoined(request, userId);
      const leave = await leaves.find(userId, request);
      const entrant = entrantOf(request, userId, true);
      const identities = identitiesOf(request.member, userId);
      await entrance.takeOver(entrant, { ...leave, identities, asAppService: true });
    },
  };
}

function demand<T>(answer: Known<T>): T {
  if (!answer.known) throw membershipUnknown();
  return answer.value;
}

function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/, "");
}

function entrantOf(
  { roomId, slotId, member }: AppServiceTokenRequest,
  userId: string,
  fullAccess: boolean,
): Entrant {
  return {
    call: { name: sfuRoomName(roomId, slotId), roomId, slotId },
    userId,
    deviceId: member.deviceId ?? "",
    identity: identityOf(member, userId),
    fullAccess,
  };
}

/** Each client maps people to streams by the identity that goes with the form of its requests. */
function identityOf({ memberId, deviceId }: AskingMember, userId: string): string {
  return deviceId === undefined
    ? deviceFreeIdentity(userId, memberId)
    : memberIdentity(userId, deviceId, memberId);
}

/** A client that has said its device may have got its token from `/sfu/get`. */
function identitiesOf(member: AskingMember, userId: string): readonly string[] {
  const identity = identityOf(member, userId);
  return member.deviceId === undefined
    ? [identity]
    : [identity, legacyIdentity(userId, member.deviceId)];
}
