import {
  type LivekitTransport,
  membershipEventType,
  parsePowerLevels,
  parseTransports,
} from "@confab/protocol";
import { bad, type Check, note, ok } from "../check.ts";
import { transportsPath } from "../site/homeserverChecks.ts";
import type { Matrix } from "./matrix.ts";

/** Whether ordinary members of a new room may say that they are in a call. */
export async function powerLevelCheck(matrix: Matrix, roomId: string): Promise<Check> {
  const path = `/v3/rooms/${encodeURIComponent(roomId)}/state/m.room.power_levels/`;
  const { body } = await matrix.ask("GET", path);
  const create = { sender: matrix.account.userId, content: {} };
  const needed = parsePowerLevels(create, body)?.stateLevel(membershipEventType) ?? 50;
  if (needed <= 0) return ok("Members of new rooms may take part in calls");
  return note(
    `In new rooms calls need power level ${needed}, which ordinary members do not have`,
    `let clients set events["${membershipEventType}"] to 0 (Element: room settings, Roles & Permissions), or homeserver.yaml: default_power_level_content_override`,
  );
}

/** What clients are told once they are signed in, compared with what they read before. */
export async function transportsContentChecks(
  matrix: Matrix,
  discovered: readonly LivekitTransport[],
): Promise<{ readonly checks: readonly Check[]; readonly serviceUrls: readonly string[] }> {
  const { status, body } = await matrix.ask("GET", transportsPath.replace("/_matrix/client", ""));
  const transports = parseTransports(body);
  const serviceUrls = transports.map(({ serviceUrl }) => serviceUrl);
  if (serviceUrls.length === 0) {
    const check = bad(
      `The transports endpoint names no authorisation service (status ${status})`,
      `homeserver.yaml: matrix_rtc: {transports: [{type: livekit, url: "wss://…", livekit_service_url: "https://…/livekit/jwt"}]}`,
    );
    return { checks: [check], serviceUrls };
  }
  const others = discovered.filter(({ serviceUrl }) => !serviceUrls.includes(serviceUrl));
  const checks = [
    ok(`The transports endpoint names ${serviceUrls.join(", ")}`),
    ...others.map(({ serviceUrl }) =>
      note(
        `Discovery names ${serviceUrl}, the transports endpoint does not: clients may meet on different SFUs`,
        "name the same authorisation service in both",
      ),
    ),
  ];
  return { checks, serviceUrls };
}
