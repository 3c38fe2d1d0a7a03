import {
  type AppServiceTokenRequest,
  formatRelayedRequest,
  parseIssuedToken,
  parseRelayedAnswer,
  type RelayedAnswer,
} from "@confab/protocol";
import type { JsonClient } from "../http/jsonClient.ts";
import { MatrixError } from "../http/matrixError.ts";
import { parseServerName } from "./serverName/serverName.ts";

/** Under which of its two names the API was asked; the other homeserver is asked under the same. */
export type ApiVersion = "unstable" | "stable";

/** Asks the service of another homeserver for a token, with our homeserver's signature (MSC4512). */
export interface FederationRelay {
  /** Resolves with the token, a secret; rejects with the `MatrixError` to answer. */
  token(
    serverName: string,
    request: AppServiceTokenRequest,
    options: { readonly userId: string; readonly version: ApiVersion },
  ): Promise<string>;
}

const proxyPath = "/_matrix/client/unstable/io.element.msc4512/appservice/fed_proxy";
const paths: Readonly<Record<ApiVersion, string>> = {
  unstable: "/_matrix/federation/unstable/io.element.msc4195/rtc/livekit/get_token",
  stable: "/_matrix/federation/v1/rtc/livekit/get_token",
};
/** Our own homeserver waits 30 seconds for us. */
const timeoutMs = 20_000;

/** `asToken` is the application service's, a secret. */
export function createFederationRelay(homeserver: JsonClient, asToken: string): FederationRelay {
  return {
    async token(serverName, request, { userId, version }) {
      if (parseServerName(serverName) === undefined) {
        const text = "The request `server_name` is not a server name";
        throw new MatrixError(400, "M_INVALID_PARAM", text);
      }
      const answer = await homeserver
        .request({
          method: "POST",
          path: proxyPath,
          accessToken: asToken,
          body: {
            destination: serverName,
            method: "POST",
            path: paths[version],
            body: formatRelayedRequest(request, userId),
          },
          timeoutMs,
        })
        .catch((cause: unknown) => {
          throw noToken(cause);
        });
      if (answer.status !== 200) throw noToken(new Error(`our homeserver said ${answer.status}`));
      const relayed = parseRelayedAnswer(answer.body);
      const jwt = relayed?.status === 200 ? parseIssuedToken(relayed.content) : undefined;
      if (jwt === undefined) throw refusalOf(relayed);
      return jwt;
    },
  };
}

/** Only these two are about the request; whatever else went wrong did so behind us. */
function refusalOf(answer: RelayedAnswer | undefined): MatrixError {
  const { status = 0, errcode = "" } = answer ?? {};
  if (status === 403 && errcode === "M_FORBIDDEN") {
    return new MatrixError(status, errcode, "The other server does not let the user in");
  }
  if (status === 400 && errcode === "M_INVALID_PARAM") {
    return new MatrixError(status, errcode, "The other server does not accept the request");
  }
  return noToken(new Error(`the other homeserver said ${status} ${errcode}`));
}

function noToken(cause: unknown): MatrixError {
  return new MatrixError(502, "M_UNKNOWN", "The other server gave no token", { cause });
}
