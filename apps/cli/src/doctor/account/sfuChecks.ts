import type { IssuedGrant } from "@confab/protocol";
import { bad, type Check, ok } from "../check.ts";
import type { Instruments } from "../site/instruments.ts";
import { candidateChecks } from "./candidateChecks.ts";
import { turnChecks } from "./turnChecks.ts";

/** Joins the SFU with a real token, and sees whether media would get through. */
export async function sfuChecks(
  grant: IssuedGrant,
  instruments: Instruments,
): Promise<readonly Check[]> {
  const connection = await instruments.connectSfu(grant).catch(() => undefined);
  if (connection === undefined) return [await explain(grant, instruments)];
  try {
    const relays = connection.iceServers.flatMap(({ urls, username, credential }) =>
      urls
        .filter((url) => url.startsWith("turn"))
        .map((url) => ({ url, user: { username, password: credential } })),
    );
    const { hostname } = new URL(grant.url);
    const relayChecks = relays.map(({ url, user }) => turnChecks([url], user, instruments));
    return [
      ok(`The SFU at ${grant.url} lets the account in (LiveKit ${connection.version})`),
      ...(await candidateChecks(connection, hostname, instruments)),
      ...(await Promise.all(relayChecks)).flat(),
    ];
  } finally {
    connection.close();
  }
}

/** A refused WebSocket does not say why; LiveKit's own question for this does. */
async function explain(grant: IssuedGrant, { ask }: Instruments): Promise<Check> {
  const url = `${grant.url.replace(/^ws/, "http").replace(/\/+$/, "")}/rtc/validate`;
  const { status, failure } = await ask({ url, token: grant.jwt });
  const text = `The SFU at ${grant.url} does not let the account in`;
  switch (status) {
    case 200:
      return bad(
        `${text}, although its token is good: the WebSocket is lost on the way`,
        "let the reverse proxy pass WebSocket upgrades on (headers Upgrade and Connection) and keep them open",
      );
    case 401:
      return bad(
        `${text}: it refuses the token (401)`,
        "give the authorisation service one of the keys in livekit.yaml, with its secret, and see that the clocks agree",
      );
    case 404:
      return bad(
        `${text}: it has no such room, or is not there (404)`,
        "let the authorisation service make rooms at this very SFU, and the reverse proxy send this path to it",
      );
    default:
      return bad(`${text} (${failure || `status ${status}`})`, "start LiveKit, and see its log");
  }
}
