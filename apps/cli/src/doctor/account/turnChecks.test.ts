import { describe, expect, it } from "vitest";
import { turnChecks } from "./turnChecks.ts";

const requestTransport = 3;
const challenge = [0, 9, 0, 4, 0, 0, 4, 1, 0, 0x14, 0, 0, 0, 0x15, 0, 0];
const relayAt = (...address: readonly number[]) => [
  0,
  0x16,
  0,
  8,
  0,
  1,
  0xa1,
  0x47,
  ...address.map((byte, index) => byte ^ ([0x21, 0x12, 0xa4, 0x42][index] ?? 0)),
];

interface Step {
  readonly isError: boolean;
  readonly attributes: readonly number[];
}
const asksWho: Step = { isError: true, attributes: challenge };
const fails = (code: number): Step => ({
  isError: true,
  attributes: [0, 9, 0, 4, 0, 0, Math.floor(code / 100), code % 100],
});
const relays = (...address: readonly number[]): Step => ({
  isError: false,
  attributes: relayAt(...address),
});

/** A TURN server that takes one step for each request; after the last it is silent. */
async function check(steps: readonly Step[], uri = "turn:turn.example.org") {
  const requests: number[] = [];
  const checks = await turnChecks(
    [uri],
    { username: "u", password: "p" },
    {
      ask: () => Promise.reject(new Error("nothing to ask")),
      certificate: () => Promise.reject(new Error("nothing to read")),
      connectSfu: () => Promise.reject(new Error("nothing to join")),
      isPrivateHost: async () => false,
      now: () => 0,
      randomBytes: (count) => new Uint8Array(count),
      openStun: async () => ({
        ask: async (request, accept) => {
          const step = steps[requests.length];
          requests.push(request[1] ?? 0);
          if (step === undefined) return undefined;
          const type = [1, (request[1] ?? 0) | (step.isError ? 0x10 : 0)];
          const header = [...type, 0, step.attributes.length, ...request.subarray(4, 20)];
          return accept(Uint8Array.from([...header, ...step.attributes]));
        },
        close: () => undefined,
      }),
    },
  );
  return { check: checks[0], requests };
}

describe("a TURN server", () => {
  it("[DO14] is well when it relays for the user; the relay is given back", async () => {
    const { check: found, requests } = await check([asksWho, relays(192, 0, 2, 1)]);
    expect(found).toEqual({ state: "ok", text: "turn:turn.example.org relays (192.0.2.1:32853)" });
    expect(requests).toEqual([requestTransport, requestTransport, 4]);
  });

  it.each<[string, readonly Step[], string, string]>([
    ["is silent", [], "does not answer (no answer)", "firewall"],
    ["falls silent", [asksWho], "no answer to the credentials", "firewall"],
    ["asks again", [asksWho, asksWho], "does not accept the credentials", "static-auth-secret"],
    ["has reached its quota", [asksWho, fails(486)], "error 486", "quotas"],
    ["refuses everybody", [fails(403)], "error 403", "log of the TURN server"],
    ["asks nobody who they are", [relays(192, 0, 2, 1)], "for everybody", "use-auth-secret"],
    [
      "relays from inside",
      [asksWho, relays(10, 0, 0, 5)],
      "private address 10.0.0.5:32853",
      "external-ip",
    ],
  ])("[DO14] that %s is found", async (_fault, steps, text, fix) => {
    const { check: found } = await check(steps);
    expect(found?.state).toBe("bad");
    expect(found?.text).toContain(text);
    expect(found?.fix).toContain(fix);
  });
});
