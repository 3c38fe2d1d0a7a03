import { parseMatrixError, parseUnstableFeatures } from "@confab/protocol";
import { bad, type Check, note, ok } from "../check.ts";
import { type Ask, isReadable } from "../network/ask.ts";

export const transportsPath = "/_matrix/client/unstable/org.matrix.msc4143/rtc/transports";

/** What calls need of the homeserver, as far as it tells strangers. */
export async function homeserverChecks(homeserverUrl: string, ask: Ask): Promise<readonly Check[]> {
  const versions = await ask({ url: `${homeserverUrl}/_matrix/client/versions` });
  const features = parseUnstableFeatures(versions.body);
  if (features === undefined) {
    const what = versions.failure === "" ? `status ${versions.status}` : versions.failure;
    return [
      bad(
        `The homeserver does not answer at ${homeserverUrl} (${what})`,
        "start it, or mend the reverse proxy: everything below /_matrix goes to it, paths unchanged",
      ),
    ];
  }
  return [
    isReadable(versions)
      ? ok(`The homeserver answers at ${homeserverUrl}`)
      : bad(
          "The homeserver's answers cannot be read by web clients (CORS)",
          "let the reverse proxy pass the homeserver's headers through",
        ),
    features.has("org.matrix.msc4140")
      ? ok("Delayed leaves are on (MSC4140)")
      : bad(
          "Delayed leaves are off (MSC4140): people who vanish stay in the call",
          "homeserver.yaml: max_event_delay_duration: 24h",
        ),
    await transportsCheck(homeserverUrl, ask),
    features.has("org.matrix.msc4354")
      ? ok("Sticky events are on (MSC4354)")
      : note(
          "Sticky events are off (MSC4354): clients keep to the older way of being in a call",
          "homeserver.yaml: experimental_features: {msc4354_enabled: true}",
        ),
  ];
}

/** The endpoint needs an account; that it says so shows that it is there. */
async function transportsCheck(homeserverUrl: string, ask: Ask): Promise<Check> {
  const answer = await ask({ url: homeserverUrl + transportsPath });
  const { errcode } = parseMatrixError(answer.body);
  if (answer.status === 401 && errcode === "M_MISSING_TOKEN") {
    return ok("The transports endpoint is there (MSC4143)");
  }
  return bad(
    `The transports endpoint is not there (MSC4143, status ${answer.status}): newer clients say that calls are not supported`,
    "homeserver.yaml: experimental_features: {msc4143_enabled: true}, and the authorisation service under matrix_rtc.transports",
  );
}
