import { type ClientDiscovery, parseClientDiscovery } from "@confab/protocol";
import { bad, type Check, note, ok } from "../check.ts";
import { type Answer, isReadable } from "../network/ask.ts";

export const clientDiscoveryPath = "/.well-known/matrix/client";
/** An operator who moves a service waits as long as others keep the old address. */
const longestCacheSeconds = 3_600;

/** What clients read first: where the homeserver and the authorisation service are. */
export function discoveryChecks(answer: Answer, origin: string): readonly Check[] {
  if (answer.status !== 200) {
    return [
      bad(
        `${clientDiscoveryPath} answers ${answer.status}`,
        `serve it at ${origin}, the name that follows the colon in user ids; its content is in docs/operations.md`,
      ),
    ];
  }
  const problems = [
    ...formatProblems(answer),
    ...(answer.body === undefined
      ? []
      : contentProblems(parseClientDiscovery(answer.body), origin)),
  ];
  const result =
    problems.length === 0
      ? [
          ok(
            `${clientDiscoveryPath} names homeserver and authorisation service, readable from anywhere`,
          ),
        ]
      : problems;
  return [...result, ...cacheNotes(answer)];
}

function formatProblems(answer: Answer): readonly Check[] {
  const type = answer.headers.get("content-type") ?? "none";
  return [
    ...(type.startsWith("application/json")
      ? []
      : [
          bad(
            `${clientDiscoveryPath} has the content type ${type}`,
            "let the web server add the header Content-Type: application/json",
          ),
        ]),
    ...(isReadable(answer)
      ? []
      : [
          bad(
            `${clientDiscoveryPath} cannot be read by web clients (CORS)`,
            "let the web server add the header Access-Control-Allow-Origin: *",
          ),
        ]),
    ...(answer.body === undefined
      ? [bad(`${clientDiscoveryPath} is not JSON`, "mend the file: a comma or a quote is amiss")]
      : []),
  ];
}

function contentProblems(discovery: ClientDiscovery, origin: string): readonly Check[] {
  const { homeserverUrl, transports } = discovery;
  return [
    ...(homeserverUrl === undefined
      ? [
          bad(
            `${clientDiscoveryPath} names no homeserver`,
            `add "m.homeserver": {"base_url": "https://…"}`,
          ),
        ]
      : []),
    ...(transports.length === 0
      ? [
          bad(
            `${clientDiscoveryPath} names no authorisation service: clients say MISSING_MATRIX_RTC_FOCUS`,
            `add "org.matrix.msc4143.rtc_foci": [{"type": "livekit", "livekit_service_url": "${origin}/livekit/jwt"}]`,
          ),
        ]
      : []),
  ];
}

function cacheNotes({ headers }: Answer): readonly Check[] {
  const seconds = Number(/max-age=(\d+)/.exec(headers.get("cache-control") ?? "")?.[1] ?? 0);
  if (seconds <= longestCacheSeconds) return [];
  return [
    note(
      `${clientDiscoveryPath} may be kept for ${Math.round(seconds / 3_600)} hours: so long a change goes unnoticed`,
      "let the web server send Cache-Control: max-age=600",
    ),
  ];
}
