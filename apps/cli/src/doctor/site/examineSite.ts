import { parseClientDiscovery } from "@confab/protocol";
import type { Credentials } from "../account/account.ts";
import { accountSections } from "../account/accountSections.ts";
import type { Check } from "../check.ts";
import { isThisMachine } from "../network/localHost.ts";
import type { Section } from "../section.ts";
import type { SfuKey } from "../sfu/livekitToken.ts";
import { autoCreateCheck, sfuApiCheck, webhookCheck } from "../sfu/sfuKeyChecks.ts";
import { addressCheck, clockCheck, unreachable } from "./addressChecks.ts";
import { clientDiscoveryPath, discoveryChecks } from "./discoveryChecks.ts";
import { federationChecks } from "./federationChecks.ts";
import { homeserverChecks } from "./homeserverChecks.ts";
import type { Instruments } from "./instruments.ts";
import { guessSfuAddress, sfuAddressCheck } from "./sfuAddressCheck.ts";
import { authorisationServiceChecks } from "./authorisationServiceChecks.ts";

export interface SiteExamination {
  /** `https://` and the server name. */
  readonly origin: string;
  readonly credentials?: Credentials;
  readonly sfuKey?: SfuKey;
  /** http(s) address of the SFU for checks with its key; its public one when absent. */
  readonly sfuUrl?: string;
}

/** Asks a site what clients and other homeservers will ask it, and more with an account or the SFU's key. */
export async function examineSite(
  { origin, credentials, sfuKey, sfuUrl }: SiteExamination,
  instruments: Instruments,
): Promise<readonly Section[]> {
  const { ask } = instruments;
  const { host, hostname } = new URL(origin);
  const answer = await ask({ url: origin + clientDiscoveryPath });
  const address = await addressCheck(new URL(origin), instruments);
  if (answer.failure !== "") {
    const check = address.state === "bad" ? address : unreachable(host, answer.failure);
    return [{ title: "Address", checks: [check] }];
  }
  const { homeserverUrl = origin, transports } = parseClientDiscovery(answer.body);
  const serviceUrls = unique(transports.map(({ serviceUrl }) => serviceUrl));
  const clock = clockCheck(host, answer);
  const others = unique([homeserverUrl, ...serviceUrls].map((url) => new URL(url).origin));
  const sections: Section[] = [
    {
      title: "Address",
      checks: [
        address,
        ...(clock === undefined ? [] : [clock]),
        ...(await Promise.all(
          others
            .filter((other) => other !== origin)
            .map((url) => addressCheck(new URL(url), instruments)),
        )),
      ],
    },
    { title: "Discovery", checks: discoveryChecks(answer, origin) },
    {
      title: "Homeserver",
      checks: [
        ...(await homeserverChecks(homeserverUrl, ask)),
        // What has no certificate is for this machine alone, and nobody's authorisation service but ours is asked for it.
        ...(isThisMachine(hostname) && origin.startsWith("http:")
          ? []
          : await federationChecks(origin, ask)),
      ],
    },
  ];
  for (const serviceUrl of serviceUrls) {
    sections.push({
      title: "Authorisation service and SFU",
      checks: await serviceChecks(serviceUrl, instruments, { sfuKey, sfuUrl }),
    });
  }
  if (credentials !== undefined) {
    const site = { homeserverUrl, transports };
    sections.push(...(await accountSections(site, credentials, instruments)));
  }
  return sections;
}

async function serviceChecks(
  serviceUrl: string,
  instruments: Instruments,
  known: { readonly sfuKey: SfuKey | undefined; readonly sfuUrl: string | undefined },
): Promise<readonly Check[]> {
  const { ask } = instruments;
  const guess = guessSfuAddress(serviceUrl);
  const sfuUrl = known.sfuUrl ?? guess?.url;
  const withKey =
    known.sfuKey === undefined
      ? []
      : [
          ...(sfuUrl === undefined
            ? []
            : [
                sfuApiCheck(sfuUrl, known.sfuKey, instruments),
                autoCreateCheck(sfuUrl, known.sfuKey, instruments),
              ]),
          webhookCheck(serviceUrl, known.sfuKey, instruments),
        ];
  return [
    ...(await authorisationServiceChecks(serviceUrl, ask)),
    ...(guess === undefined ? [] : [await sfuAddressCheck(guess, ask)]),
    ...(await Promise.all(withKey)),
  ];
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
