import { parseMatrixError, parseServerDiscovery } from "@confab/protocol";
import { bad, type Check, note, ok } from "../check.ts";
import type { Ask } from "../network/ask.ts";

const serverDiscoveryPath = "/.well-known/matrix/server";
const userinfoPath = "/_matrix/federation/v1/openid/userinfo";
/** Well-formed, and of nobody. */
const madeUpToken = "confab-doctor-made-this-up";

/**
 * The way by which authorisation services, and other homeservers, find this one (server-server API, "Resolving server names").
 * SRV records, which hardly anybody has, are not followed.
 */
export async function federationChecks(origin: string, ask: Ask): Promise<readonly Check[]> {
  const { hostname, host, port } = new URL(origin);
  const file = await ask({ url: origin + serverDiscoveryPath });
  const delegated = file.status === 200 ? parseServerDiscovery(file.body) : undefined;
  // A name with a port is asked there, without a look at the file.
  const target = delegated ?? (port === "" ? `${hostname}:8448` : host);
  const address = `https://${/:\d+$/.test(target) ? target : `${target}:8448`}`;
  const version = await ask({ url: `${address}/_matrix/federation/v1/version` });
  return [
    version.status === 200
      ? ok(`Other homeservers reach this one at ${address}`)
      : federationProblem({ address, delegated, reason: version.failure || `${version.status}` }),
    await userinfoCheck(address, ask),
  ];
}

function federationProblem(found: {
  readonly address: string;
  readonly delegated: string | undefined;
  readonly reason: string;
}): Check {
  const text = `Other homeservers do not reach this one at ${found.address} (${found.reason})`;
  return note(
    text,
    found.delegated === undefined
      ? `serve ${serverDiscoveryPath} with {"m.server": "host:443"}; leave it as it is if nobody else shall call`
      : "let the reverse proxy pass /_matrix/federation on; leave it as it is if nobody else shall call",
  );
}

/**
 * An authorisation service asks there whose an OpenID token is. Without federation the endpoint is still needed: it has a
 * listener resource of its own.
 */
async function userinfoCheck(address: string, ask: Ask): Promise<Check> {
  const answer = await ask({ url: `${address}${userinfoPath}?access_token=${madeUpToken}` });
  if (answer.status === 401 && parseMatrixError(answer.body).errcode === "M_UNKNOWN_TOKEN") {
    return ok("Authorisation services can ask whose an OpenID token is");
  }
  const reason = answer.failure || `status ${answer.status}`;
  return bad(
    `Authorisation services cannot ask whose an OpenID token is (${reason}): they answer 401 to everybody`,
    "homeserver.yaml: add openid to the listener's resources, and let the proxy pass /_matrix/federation/v1/openid on",
  );
}
