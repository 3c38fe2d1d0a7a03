import { answersIceCheck, formatIceCheck, type IceCandidate } from "@confab/protocol";
import { bad, type Check, note, ok } from "../check.ts";
import { isPrivateAddress } from "../network/localHost.ts";
import type { Instruments } from "../site/instruments.ts";
import type { SfuConnection } from "./sfuConnection.ts";

/** More would be a machine full of container networks, of which none says anything new. */
const mostTried = 8;

const advertise =
  "livekit.yaml: rtc: {use_external_ip: true}, or {node_ip: <public address>} where there is no STUN server to ask";
const anyTurn = "livekit.yaml: turn, with TLS on port 443: it gets through where nothing else does";

/**
 * Whether media would get through: the addresses that the SFU gives itself, and a check of each as ICE does it, with
 * the credentials of a real connection.
 */
export async function candidateChecks(
  connection: SfuConnection,
  sfuHost: string,
  instruments: Instruments,
): Promise<readonly Check[]> {
  const { candidates } = connection;
  const mayBePrivate = await instruments.isPrivateHost(sfuHost);
  const usable = candidates.filter(({ address }) => mayBePrivate || !isPrivateAddress(address));
  if (candidates.length > 0 && usable.length === 0) {
    return [
      bad(
        `The SFU gives itself private addresses alone (${list(candidates)}): nobody outside hears or sees anything`,
        advertise,
      ),
    ];
  }
  const answered = await tryAll(connection, usable, instruments);
  return [transportCheck("udp", usable, answered), transportCheck("tcp", usable, answered)];
}

function transportCheck(
  transport: IceCandidate["transport"],
  usable: readonly IceCandidate[],
  answered: readonly IceCandidate[],
): Check {
  const name = transport.toUpperCase();
  const offered = usable.filter((candidate) => candidate.transport === transport);
  const working = answered.filter((candidate) => candidate.transport === transport);
  if (working.length > 0) return ok(`Media gets through over ${name} (${list(working)})`);
  if (transport === "tcp") {
    return offered.length === 0
      ? note(
          "The SFU offers no TCP: who is behind a strict firewall cannot call",
          "livekit.yaml: rtc: {tcp_port: 7881}",
        )
      : note(
          `Media does not get through over TCP (${list(offered)})`,
          `open this port for TCP; ${anyTurn}`,
        );
  }
  return offered.length === 0
    ? bad(
        "The SFU offers no UDP: calls stutter, or do not come about",
        "livekit.yaml: rtc: {udp_port: 7882}",
      )
    : bad(
        `Media does not get through over UDP (${list(offered)}): people wait for it for ever`,
        "open these ports for UDP in the firewall of the machine and of its provider, from everywhere",
      );
}

async function tryAll(
  connection: SfuConnection,
  candidates: readonly IceCandidate[],
  instruments: Instruments,
): Promise<readonly IceCandidate[]> {
  const hex = (count: number) => Buffer.from(instruments.randomBytes(count)).toString("hex");
  const own = { usernameFragment: hex(8), password: hex(16) };
  connection.agree(own);
  const results = await Promise.all(
    candidates.slice(0, mostTried).map(async (candidate) => {
      const { address: host, port } = candidate;
      const transport = candidate.transport === "tcp" ? "ice-tcp" : "udp";
      const channel = await instruments.openStun({ host, port, transport }).catch(() => undefined);
      const check = formatIceCheck({
        transactionId: instruments.randomBytes(12),
        tieBreaker: instruments.randomBytes(8),
        own,
        other: connection.credentials,
      });
      const answer = await channel?.ask(
        check,
        (packet) => answersIceCheck(packet, check) || undefined,
      );
      channel?.close();
      return answer === true ? [candidate] : [];
    }),
  );
  return results.flat();
}

function list(candidates: readonly IceCandidate[]): string {
  return candidates.map(({ address, port }) => `${address}:${port}`).join(", ");
}
