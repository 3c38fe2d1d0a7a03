export type { OpenIdToken } from "./openIdToken.ts";
export type { LivekitTransport } from "./livekitTransport.ts";
export { parseHealthReport } from "./health.ts";
export type { ComponentState, HealthReport } from "./health.ts";
export { maxDisplayNameLength, parseGuestAccount, parseGuestRequest } from "./guest.ts";
export type { GuestAccount, GuestRequest } from "./guest.ts";
export { parseServerConfig } from "./serverConfig.ts";
export type { ServerConfig } from "./serverConfig.ts";
