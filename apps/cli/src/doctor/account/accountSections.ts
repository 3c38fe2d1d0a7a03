import type { LivekitTransport } from "@confab/protocol";
import { bad, type Check, ok } from "../check.ts";
import type { Section } from "../section.ts";
import type { Instruments } from "../site/instruments.ts";
import { type Credentials, openAccount } from "./account.ts";
import { delayedEventChecks } from "./delayedEventChecks.ts";
import { createMatrix, type Matrix, withRoom } from "./matrix.ts";
import { powerLevelCheck, transportsContentChecks } from "./roomChecks.ts";
import { sfuChecks } from "./sfuChecks.ts";
import { tokenCheck } from "./tokenCheck.ts";
import { homeserverTurnChecks } from "./turnChecks.ts";

/** What only an account can find out: does what a client does before and while it joins a call. */
export async function accountSections(
  site: {
    readonly homeserverUrl: string;
    /** Those that discovery names. */
    readonly transports: readonly LivekitTransport[];
  },
  credentials: Credentials,
  instruments: Instruments,
): Promise<readonly Section[]> {
  const account = await openAccount(site.homeserverUrl, credentials, instruments.ask);
  if ("state" in account) return [{ title: "Account", checks: [account] }];
  try {
    const matrix = createMatrix(site.homeserverUrl, account, instruments.ask);
    const sections = await withRoom(matrix, (roomId) =>
      examineRoom(matrix, roomId, site.transports, instruments),
    );
    return (
      sections ?? [
        {
          title: "Account",
          checks: [bad(`${account.userId} cannot make a room`, "use an account that may")],
        },
      ]
    );
  } finally {
    await account.end();
  }
}

async function examineRoom(
  matrix: Matrix,
  roomId: string,
  discovered: readonly LivekitTransport[],
  instruments: Instruments,
): Promise<readonly Section[]> {
  const transports = await transportsContentChecks(matrix, discovered);
  const services = new Set([
    ...discovered.map(({ serviceUrl }) => serviceUrl),
    ...transports.serviceUrls,
  ]);
  const call: Check[] = [];
  for (const serviceUrl of services) {
    const { checks, grant } = await tokenCheck(matrix, { roomId, serviceUrl }, instruments);
    call.push(...checks, ...(grant === undefined ? [] : await sfuChecks(grant, instruments)));
  }
  return [
    {
      title: "Account",
      checks: [
        ok(`Signed in as ${matrix.account.userId}, in a room of its own`),
        ...(await delayedEventChecks(matrix, roomId)),
        await powerLevelCheck(matrix, roomId),
        ...transports.checks,
      ],
    },
    { title: "A call", checks: call },
    { title: "Direct calls", checks: await homeserverTurnChecks(matrix, instruments) },
  ];
}
