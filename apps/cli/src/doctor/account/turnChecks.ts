import { parseTurnServer, parseTurnUri, type TurnUser } from "@confab/protocol";
import { bad, type Check, note, ok } from "../check.ts";
import { isPrivateAddress } from "../network/localHost.ts";
import type { Instruments } from "../site/instruments.ts";
import type { Matrix } from "./matrix.ts";
import { type Allocation, allocateRelay } from "./turnAllocation.ts";

/** The TURN server that the homeserver gives to clients, for direct calls. */
export async function homeserverTurnChecks(
  matrix: Matrix,
  instruments: Instruments,
): Promise<readonly Check[]> {
  const answer = await matrix.ask("GET", "/v3/voip/turnServer");
  const server = answer.status === 200 ? parseTurnServer(answer.body) : undefined;
  if (server === undefined || server.uris.length === 0) {
    return [
      note(
        "The homeserver knows no TURN server: direct calls between strict networks fail",
        "homeserver.yaml: turn_uris and turn_shared_secret, the same secret as coturn's static-auth-secret",
      ),
    ];
  }
  return turnChecks(server.uris, server, instruments);
}

/** A relay from each address, as browsers ask for one. */
export async function turnChecks(
  uris: readonly string[],
  user: TurnUser,
  instruments: Instruments,
): Promise<readonly Check[]> {
  return Promise.all(
    uris.map(async (uri) => {
      const address = parseTurnUri(uri);
      if (address === undefined) {
        return bad(`${uri} is no TURN address`, "write turn:host:3478?transport=udp");
      }
      const allocation = await allocateRelay(address, user, instruments);
      return describe(uri, allocation, await instruments.isPrivateHost(address.host));
    }),
  );
}

function describe(uri: string, allocation: Allocation, mayBePrivate: boolean): Check {
  switch (allocation.kind) {
    case "allocated": {
      const { address } = allocation;
      const isPrivate = isPrivateAddress(address.slice(0, address.lastIndexOf(":")));
      return isPrivate && !mayBePrivate
        ? bad(
            `${uri} relays from the private address ${address}: nobody outside reaches it`,
            "turnserver.conf: external-ip=<public address>/<private address>",
          )
        : ok(`${uri} relays (${address})`);
    }
    case "open":
      return bad(
        `${uri} relays for everybody, without credentials`,
        "turnserver.conf: use-auth-secret and static-auth-secret",
      );
    case "wrong-password":
      return bad(
        `${uri} does not accept the credentials that clients get`,
        "let turn_shared_secret and coturn's static-auth-secret be the same, and the clocks agree",
      );
    case "refused":
      return bad(
        `${uri} refuses a relay (error ${allocation.code})`,
        allocation.code === 486 ? "raise coturn's quotas" : "see the log of the TURN server",
      );
    case "silent":
      return bad(
        `${uri} does not answer (${allocation.reason})`,
        "start it, and open its port and its relay ports (turnserver.conf: min-port, max-port) in the firewall",
      );
  }
}
