export { parseOpenIdToken } from "./openIdToken.ts";
export type { OpenIdToken } from "./openIdToken.ts";
export { formatLivekitTransport, parseLivekitTransport } from "./livekitTransport.ts";
export type { LivekitTransport } from "./livekitTransport.ts";
export { parseHealthReport } from "./health.ts";
export type { ComponentState, HealthReport } from "./health.ts";
export { maxDisplayNameLength, parseGuestAccount, parseGuestRequest } from "./guest.ts";
export type { GuestAccount, GuestRequest } from "./guest.ts";
export { parseServerConfig } from "./serverConfig.ts";
export type { ServerConfig, ServerConfigInput } from "./serverConfig.ts";
export { parseStoredAccount } from "./storedAccount.ts";
export type { StoredAccount } from "./storedAccount.ts";
export {
  deviceFreeIdentity,
  legacyIdentity,
  legacySlotId,
  memberIdentity,
  sfuRoomName,
} from "./identity.ts";
export { isIdentifier, isRoomId, isUserId, serverNameOf } from "./matrixId.ts";
export type { LeaveHandover } from "./leaveHandover.ts";
export {
  parseAppServiceDelegation,
  parseAppServiceTokenRequest,
  parseFederatedTokenRequest,
} from "./appServiceRequest.ts";
export type {
  AppServiceDelegationRequest,
  AppServiceRequestProblem,
  AppServiceTokenRequest,
  AskingMember,
  FederatedTokenRequest,
} from "./appServiceRequest.ts";
export { formatRelayedRequest, parseIssuedToken, parseRelayedAnswer } from "./federationRelay.ts";
export type { RelayedAnswer } from "./federationRelay.ts";
export { parseAppServiceRegistration } from "./appServiceRegistration.ts";
export { parseScheduledEvent } from "./delayedEvents.ts";
export type { ScheduledEvent } from "./delayedEvents.ts";
export {
  parseDelegationRequest,
  parseLegacyTokenRequest,
  parseMemberTokenRequest,
} from "./tokenRequest.ts";
export type {
  DelegationRequest,
  LegacyTokenRequest,
  MemberTokenRequest,
  TokenRequest,
  TokenRequestProblem,
} from "./tokenRequest.ts";
export { formatClientDiscovery, formatServerDiscovery, parseServerDiscovery } from "./discovery.ts";
export { parseOpenIdUserinfo } from "./openIdUserinfo.ts";
export { formatGuestRegistration } from "./guestRegistration.ts";
export { formatCallLink, parseCallLink } from "./callLink.ts";
export type { CallLink } from "./callLink.ts";
export { callRoomTemplate, isCallRoom } from "./callRoomTemplate.ts";
export {
  formatMembership,
  leaveContent,
  membershipEventType,
  membershipLifetimeMs,
  membershipStateKey,
  parseMembership,
} from "./membership.ts";
export type { CallMembership, MembershipEvent } from "./membership.ts";
export { formatMemberTokenRequest, formatTokenRequest, parseSfuGrant } from "./sfuGrant.ts";
export type { IssuedGrant } from "./sfuGrant.ts";
export { parseClientDiscovery, parseTransports } from "./transports.ts";
export type { ClientDiscovery } from "./transports.ts";
export { parseMatrixError } from "./matrixError.ts";
export type { MatrixErrorBody } from "./matrixError.ts";
export { parseStateEvents } from "./stateEvent.ts";
export type { StateEvent } from "./stateEvent.ts";
export {
  formatPasswordLogin,
  formatRegistration,
  parseRegistrationChallenge,
  parseSignedIn,
} from "./signIn.ts";
export type { RegistrationChallenge, SignedIn } from "./signIn.ts";
export { offersDelayedEvents, parseDelayId, parseMaxDelay } from "./delayedEvents.ts";
export { parseCreatedRoom, parseDisplayName } from "./clientAnswers.ts";
export { parseRoomMember, parseRoomName, parseRoomVersion } from "./roomState.ts";
export type { RoomMember } from "./roomState.ts";
export { parseJson } from "./parseJson.ts";
export { answersStunBinding, formatStunBinding } from "./stunBinding.ts";
export { formatTurnAllocation, formatTurnRelease, parseTurnAnswer } from "./turnAllocation.ts";
export type { TurnAnswer, TurnUser } from "./turnAllocation.ts";
export {
  formatSilentAnswer,
  parseIceCredentials,
  parseTrickledCandidate,
} from "./iceDescription.ts";
export type { IceCandidate, IceCredentials } from "./iceDescription.ts";
export { answersIceCheck, formatIceCheck } from "./iceCheck.ts";
export { parseTurnServer, parseTurnUri } from "./turnServer.ts";
export type { TurnUri } from "./turnServer.ts";
export { parseUnstableFeatures } from "./homeserverVersions.ts";
export { parsePowerLevels } from "./powerLevels.ts";
export type { PowerLevels } from "./powerLevels.ts";
export { parseLockRequest, parseMuteAllRequest, parseMuteRequest } from "./moderation.ts";
export type { LockRequest, MuteAllRequest, MuteRequest, MuteSource } from "./moderation.ts";
export { parseAppServiceTransaction } from "./appServiceTransaction.ts";
export type { PushedEvent } from "./appServiceTransaction.ts";
export { parseIsJoined, parseJoinedMembers, parseMembershipChange } from "./roomMembership.ts";
export { readJoinTokenClaims } from "./joinTokenClaims.ts";
export type { JoinTokenClaims } from "./joinTokenClaims.ts";
export {
  parseSfuParticipant,
  parseSfuParticipants,
  parseSfuRooms,
  parseTwirpError,
} from "./sfuRoomService.ts";
export type { SfuParticipantInfo } from "./sfuRoomService.ts";
export { parseSfuWebhook } from "./sfuWebhook.ts";
export type { SfuWebhook } from "./sfuWebhook.ts";
export { parseCallPage } from "./callRecord.ts";
export type { CallKind, CallPage, CallRecord, Participation, RingRecord } from "./callRecord.ts";
export {
  defaultRecordLimit,
  formatRecordCursor,
  mostRecords,
  parseRecordQuery,
} from "./recordQuery.ts";
export type { RecordCursor, RecordQuery } from "./recordQuery.ts";
export { isEventId, maxRingLifetimeMs, parseRingEvent, parseRingRequest } from "./ring.ts";
export type { Ring, RingEvent } from "./ring.ts";
export { parseTokenRefusal } from "./tokenRefusal.ts";
export type { TokenRefusal } from "./tokenRefusal.ts";
