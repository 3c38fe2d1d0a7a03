import type { ServerConfig } from "@confab/protocol";
import type { LocateClientApi } from "../homeserver/clientApiLocation.ts";

const timeoutMs = 10_000;

/** Where the homeserver says by itself that its client-server API is. Rejects with a text for the operator. */
export async function findHomeserver(
  serverName: string,
  tokens: { readonly asToken: string; readonly hsToken: string },
  locate: LocateClientApi,
): Promise<NonNullable<ServerConfig["homeserver"]>> {
  const found = await locate(serverName, AbortSignal.timeout(timeoutMs)).catch(() => undefined);
  if (found === undefined) {
    throw new Error(
      `https://${serverName}/.well-known/matrix/client does not say where the homeserver is: set CONFAB_HOMESERVER_URL`,
    );
  }
  return { url: `https://${found.server.text}${found.pathPrefix}`, ...tokens };
}
