import { bad, type Check, note, ok } from "../check.ts";
import type { Answer } from "../network/ask.ts";
import { isThisMachine } from "../network/localHost.ts";
import type { Instruments } from "./instruments.ts";

const dayMs = 86_400_000;
/** Let's Encrypt's certificates are renewed 30 days before their end. */
const renewalOverdueDays = 20;
const urgentDays = 3;

/** That browsers trust the address, and for how long. */
export async function addressCheck(
  url: URL,
  { certificate, now }: Pick<Instruments, "certificate" | "now">,
): Promise<Check> {
  const { protocol, hostname, host } = url;
  if (protocol !== "https:") {
    return isThisMachine(hostname)
      ? ok(`${host} is this machine, where browsers need no HTTPS`)
      : bad(
          `${url.origin} is not HTTPS: browsers give camera and microphone to HTTPS pages alone`,
          "put a reverse proxy with a certificate in front, and use its https address everywhere",
        );
  }
  const found = await certificate(hostname, Number(url.port === "" ? 443 : url.port));
  if (found.kind === "unreachable") return unreachable(host, found.reason);
  if (found.kind === "refused") {
    return bad(
      `${host}: ${found.reason}`,
      "let the proxy in front of it get a certificate for this name from a public authority (ACME), with its whole chain; for an authority of your own start the doctor with NODE_EXTRA_CA_CERTS=<its file>",
    );
  }
  const days = Math.floor((found.expiresAt - now()) / dayMs);
  const text = `The certificate of ${host} is valid for another ${days} days`;
  const fix = "renew it, and find out why that does not happen by itself (logs of the ACME client)";
  if (days < urgentDays) return bad(text, fix);
  return days < renewalOverdueDays ? note(text, fix) : ok(text);
}

export function unreachable(host: string, reason: string): Check {
  return bad(
    `${host} does not answer: ${reason}`,
    "start it, or correct its DNS record, its proxy or the firewall (TCP)",
  );
}

const skewToNoteMs = 5_000;
const skewToMendMs = 30_000;

/** Tokens are valid from now on, memberships until then: clocks must agree. Undefined when the answer has no time. */
export function clockCheck(host: string, { headers, at }: Answer): Check | undefined {
  const date = Date.parse(headers.get("date") ?? "");
  if (Number.isNaN(date)) return undefined;
  // The header has whole seconds, cut off.
  const early = date - at;
  const skew = early > 0 ? early : Math.min(0, early + 1_000);
  const seconds = Math.round(Math.abs(skew) / 1_000);
  if (Math.abs(skew) <= skewToNoteMs) return ok(`The clocks of ${host} and of this machine agree`);
  const text = `The clock of ${host} is ${seconds} s ${skew > 0 ? "ahead of" : "behind"} this machine's`;
  const fix = "run a time service (chrony, systemd-timesyncd) on both, and see which one is wrong";
  return Math.abs(skew) > skewToMendMs ? bad(text, fix) : note(text, fix);
}
