import { readSecrets } from "../stack/secrets.ts";
import { fetchHealth } from "../stack/confabServer.ts";
import type { StackFile } from "../stack/stackFile.ts";
import { bad, type Check, check, ok } from "./check.ts";
import { sfuMakesRooms } from "./sfuMakesRooms.ts";

const timeoutMs = 5000;

/** Asks a running stack what clients will ask it, at the address that browsers use. */
export async function stackChecks(stack: StackFile, dataDir: string): Promise<Check[]> {
  const secrets = readSecrets(dataDir);
  return Promise.all([
    healthCheck(stack),
    wellKnownCheck(stack, "client", "m.homeserver"),
    wellKnownCheck(stack, "server", "m.server"),
    delayedEventsCheck(stack),
    ...(secrets === undefined
      ? []
      : [transportsCheck(stack, secrets.asToken), autoCreateCheck(stack, secrets)]),
  ]);
}

async function healthCheck(stack: StackFile): Promise<Check> {
  const health = await fetchHealth(`${stack.address}/healthz`, AbortSignal.timeout(timeoutMs));
  if (health === undefined) {
    return bad("The Confab server does not answer", `its log is ${stack.logs}/server.log`);
  }
  const down = Object.entries(health.components)
    .filter(([, state]) => state === "down")
    .map(([name]) => name);
  return down.length === 0
    ? ok("Every component answers")
    : bad(`Does not answer: ${down.join(", ")}`, `the logs are in ${stack.logs}`);
}

/** Clients on other origins read these, so type and CORS decide whether they find the call service. */
async function wellKnownCheck(stack: StackFile, name: string, key: string): Promise<Check> {
  const path = `/.well-known/matrix/${name}`;
  const { status, headers, body } = await ask(`${stack.address}${path}`);
  const problems = [
    ...(status === 200 ? [] : [`status ${status}`]),
    ...(headers.get("content-type")?.startsWith("application/json") === true
      ? []
      : ["not application/json"]),
    ...(headers.get("access-control-allow-origin") === "*" ? [] : ["no CORS header"]),
    ...(key in body ? [] : [`no ${key}`]),
  ];
  return check(
    problems.length === 0,
    `${path}${problems.length === 0 ? " can be read from anywhere" : `: ${problems.join(", ")}`}`,
    `see ${stack.logs}/server.log`,
  );
}

/** Without delayed events (MSC4140) a closed laptop stays in the call. */
async function delayedEventsCheck(stack: StackFile): Promise<Check> {
  const { body } = await ask(`${stack.address}/_matrix/client/versions`);
  const features = body["unstable_features"];
  const on =
    typeof features === "object" &&
    features !== null &&
    "org.matrix.msc4140" in features &&
    features["org.matrix.msc4140"] === true;
  return check(
    on,
    on ? "Delayed leaves are on" : "Delayed leaves are off: people who vanish stay in the call",
    "restart the stack; its start writes max_event_delay_duration into homeserver.yaml",
  );
}

async function transportsCheck(stack: StackFile, asToken: string): Promise<Check> {
  const { body } = await ask(
    `${stack.address}/_matrix/client/unstable/org.matrix.msc4143/rtc/transports`,
    asToken,
  );
  const offered = JSON.stringify(body).includes(`${stack.address}/livekit/jwt`);
  return check(
    offered,
    offered
      ? "The homeserver offers the call service"
      : "The homeserver does not offer the call service: clients say that calls are not supported",
    "restart the stack; its start writes matrix_rtc into homeserver.yaml",
  );
}

async function autoCreateCheck(
  stack: StackFile,
  key: { readonly sfuApiKey: string; readonly sfuApiSecret: string },
): Promise<Check> {
  const makesRooms = await sfuMakesRooms(`http://127.0.0.1:${stack.ports.sfu}`, key);
  return check(
    makesRooms === false,
    makesRooms === undefined
      ? "The SFU could not be asked whether it makes rooms by itself"
      : `The SFU ${makesRooms ? "makes a room for every token" : "makes no rooms by itself"}`,
    `restart the stack; its start writes auto_create into livekit.yaml; the log is ${stack.logs}/sfu.log`,
  );
}

/** Never rejects: no answer is status 0 with an empty body. */
async function ask(url: string, token?: string) {
  try {
    const response = await fetch(url, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const content: unknown = await response.json().catch(() => undefined);
    const body: Readonly<Record<string, unknown>> =
      typeof content === "object" && content !== null ? { ...content } : {};
    return { status: response.status, headers: response.headers, body };
  } catch {
    return { status: 0, headers: new Headers(), body: {} };
  }
}
