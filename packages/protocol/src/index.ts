export { parseOpenIdToken } from "./openIdToken.ts";
export type { OpenIdToken } from "./openIdToken.ts";
export { formatLivekitTransport, parseLivekitTransport } from "./livekitTransport.ts";
export type { LivekitTransport } from "./livekitTransport.ts";
export { parseHealthReport } from "./health.ts";
export type { ComponentState, HealthReport } from "./health.ts";
export { maxDisplayNameLength, parseGuestAccount, parseGuestRequest } from "./guest.ts";
export type { GuestAccount, GuestRequest } from "./guest.ts";
export { parseServerConfig } from "./serverConfig.ts";
export type { ServerConfig } from "./serverConfig.ts";
export { parseStoredAccount } from "./storedAccount.ts";
export type { StoredAccount } from "./storedAccount.ts";
export { legacyIdentity, legacySlotId, memberIdentity, sfuRoomName } from "./identity.ts";
export { parseLegacyTokenRequest, parseMemberTokenRequest } from "./tokenRequest.ts";
export type {
  LegacyTokenRequest,
  MemberTokenRequest,
  TokenRequest,
  TokenRequestProblem,
  TokenRequestResult,
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
export { formatTokenRequest, parseSfuGrant } from "./sfuGrant.ts";
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
