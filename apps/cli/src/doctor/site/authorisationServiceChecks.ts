import { bad, type Check, note, ok } from "../check.ts";
import { type Answer, type Ask, isReadable } from "../network/ask.ts";

/** The two forms of the API: old and new clients. */
const tokenPaths = ["/sfu/get", "/get_token"] as const;

/** That clients can ask the authorisation service, as far as it shows without an account. */
export async function authorisationServiceChecks(
  serviceUrl: string,
  ask: Ask,
): Promise<readonly Check[]> {
  const [oldForm, newForm] = await Promise.all(
    tokenPaths.map((path) => ask({ method: "POST", url: serviceUrl + path })),
  );
  if (oldForm === undefined || newForm === undefined) return [];
  if (!isRefusal(oldForm) && !isRefusal(newForm)) return [await explain(serviceUrl, oldForm, ask)];
  return [
    isRefusal(oldForm) && isRefusal(newForm)
      ? ok(`The authorisation service answers at ${serviceUrl}, to old and new clients`)
      : bad(
          `The authorisation service at ${serviceUrl} answers at ${isRefusal(oldForm) ? "/sfu/get" : "/get_token"} alone`,
          "update the authorisation service; in a reverse proxy, pass on everything below the prefix",
        ),
    await corsCheck(serviceUrl, newForm, ask),
    await methodCheck(serviceUrl, ask),
    await delegationCheck(serviceUrl, ask),
  ];
}

/** Nothing was sent, and the service says so. */
function isRefusal({ status }: Answer): boolean {
  return status === 400;
}

async function explain(serviceUrl: string, answer: Answer, ask: Ask): Promise<Check> {
  const { status, failure } = answer;
  if (failure !== "") {
    return bad(
      `The authorisation service does not answer at ${serviceUrl}: ${failure}`,
      "start it",
    );
  }
  if (status >= 502 && status <= 504) {
    return bad(
      `In front of the authorisation service the proxy answers ${status}`,
      "start the service, and see that the proxy has its right address",
    );
  }
  const elsewhere = await findElsewhere(serviceUrl, ask);
  if (status === 404 && elsewhere !== undefined) {
    return bad(
      `${serviceUrl} answers 404, and the authorisation service is at ${elsewhere}`,
      "let the reverse proxy pass the path on as the service wants it (with or without the prefix), or correct livekit_service_url",
    );
  }
  return bad(
    `${serviceUrl}/sfu/get answers ${status} to an empty request instead of 400: that is no authorisation service`,
    "let the reverse proxy send this path to the authorisation service, and POST requests with it",
  );
}

/** The classic mistake: a prefix that one side takes away and the other expects, or the other way round. */
async function findElsewhere(serviceUrl: string, ask: Ask): Promise<string | undefined> {
  const { origin, pathname } = new URL(serviceUrl);
  const prefix = pathname.replace(/\/$/, "");
  const candidates = new Set([origin, `${origin}/livekit/jwt`, `${origin}${prefix}${prefix}`]);
  for (const candidate of candidates) {
    const answer = await ask({ method: "POST", url: `${candidate}/sfu/get` });
    if (candidate !== serviceUrl && isRefusal(answer)) return candidate;
  }
  return undefined;
}

async function corsCheck(serviceUrl: string, posted: Answer, ask: Ask): Promise<Check> {
  const preflight = await ask({
    method: "OPTIONS",
    url: `${serviceUrl}/get_token`,
    headers: {
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type",
    },
  });
  const allowed = (name: string) =>
    (preflight.headers.get(`access-control-allow-${name}`) ?? "").toLowerCase();
  const problems = [
    ...(isReadable(posted) ? [] : ["answers"]),
    ...(isReadable(preflight) && preflight.status < 300 ? [] : ["OPTIONS"]),
    ...(/\*|content-type/.test(allowed("headers")) ? [] : ["content-type is not allowed"]),
  ];
  if (problems.length === 0) return ok("Web clients may ask it (CORS)");
  return bad(
    `Web clients may not ask it (CORS: ${problems.join(", ")})`,
    "let the reverse proxy pass OPTIONS and the service's own headers through, without adding or removing any",
  );
}

async function methodCheck(serviceUrl: string, ask: Ask): Promise<Check> {
  const { status } = await ask({ url: `${serviceUrl}/sfu/get` });
  return status === 405
    ? ok("It answers 405 to other methods")
    : note(`It answers ${status} to GET instead of 405`, "see what the reverse proxy does to it");
}

/** Clients ask exactly this to find out, and take anything but a readable 404 for a yes. */
async function delegationCheck(serviceUrl: string, ask: Ask): Promise<Check> {
  const answer = await ask({ method: "POST", url: `${serviceUrl}/delegate_delayed_leave` });
  return answer.status !== 404 && answer.failure === "" && isReadable(answer)
    ? ok("It takes over delayed leaves: who vanishes is gone at once")
    : note(
        "It does not take over delayed leaves: who vanishes is gone only when their own timer ends",
        "update the authorisation service; in a reverse proxy, pass on everything below the prefix",
      );
}
