import type { ServerConfig } from "@confab/protocol";

/** May users of the homeserver make rooms at our SFU? `*` in the list means all. */
export function isFullAccess(
  { fullAccessHomeservers: full }: Pick<ServerConfig, "fullAccessHomeservers">,
  serverName: string,
): boolean {
  return full.includes(serverName) || full.includes("*");
}
