import type { IceCandidate } from "@confab/protocol";
import { describe, expect, it } from "vitest";
import type { StunServer } from "../network/stunChannel.ts";
import { candidateChecks } from "./candidateChecks.ts";

const udp: IceCandidate = { transport: "udp", address: "192.0.2.1", port: 7882, kind: "host" };
const tcp: IceCandidate = { transport: "tcp", address: "192.0.2.1", port: 7881, kind: "host" };
const inside: IceCandidate = { ...udp, address: "10.0.0.5" };

/** Checks against an SFU with these candidates, of which those that `reaches` accepts answer. */
async function check(
  candidates: readonly IceCandidate[],
  reaches: (server: StunServer) => boolean = () => true,
  isPrivateSite = false,
) {
  const asked: StunServer[] = [];
  let agreed = 0;
  const checks = await candidateChecks(
    {
      version: "1",
      iceServers: [],
      candidates,
      credentials: { usernameFragment: "other", password: "password" },
      agree: () => {
        agreed += 1;
      },
      close: () => undefined,
    },
    "sfu.example.org",
    {
      ask: () => Promise.reject(new Error("nothing to ask")),
      certificate: () => Promise.reject(new Error("nothing to read")),
      connectSfu: () => Promise.reject(new Error("nothing to join")),
      isPrivateHost: async () => isPrivateSite,
      now: () => 0,
      randomBytes: (count) => new Uint8Array(count),
      openStun: async (server) => {
        asked.push(server);
        return {
          ask: async (request, accept) =>
            reaches(server)
              ? accept(Uint8Array.from([1, 1, 0, 0, ...request.subarray(4, 20)]))
              : undefined,
          close: () => undefined,
        };
      },
    },
  );
  return { checks, asked, agreed };
}

describe("the SFU's candidates", () => {
  it("[DO13] are well when UDP and TCP answer; a private one beside them is not tried", async () => {
    const { checks, asked, agreed } = await check([udp, tcp, inside]);
    expect(checks.map(({ state }) => state)).toEqual(["ok", "ok"]);
    expect(asked).toEqual([
      { host: "192.0.2.1", port: 7882, transport: "udp" },
      { host: "192.0.2.1", port: 7881, transport: "ice-tcp" },
    ]);
    expect(agreed).toBe(1);
  });

  it.each<
    [string, readonly IceCandidate[], (server: StunServer) => boolean, string, string, string]
  >([
    ["private addresses alone", [inside], () => true, "bad", "10.0.0.5:7882", "use_external_ip"],
    [
      "a closed UDP port",
      [udp, tcp],
      ({ transport }) => transport !== "udp",
      "bad",
      "192.0.2.1:7882",
      "open these ports for UDP",
    ],
    ["no UDP", [tcp], () => true, "bad", "offers no UDP", "udp_port"],
    [
      "a closed TCP port",
      [udp, tcp],
      ({ transport }) => transport === "udp",
      "note",
      "192.0.2.1:7881",
      "open this port for TCP",
    ],
    ["no TCP", [udp], () => true, "note", "offers no TCP", "tcp_port"],
  ])("[DO13] show %s", async (_fault, candidates, reaches, state, text, fix) => {
    const { checks } = await check(candidates, reaches);
    const findings = checks.filter((found) => found.state !== "ok");
    expect(findings).toHaveLength(1);
    expect(findings[0]?.state).toBe(state);
    expect(findings[0]?.text).toContain(text);
    expect(findings[0]?.fix).toContain(fix);
  });

  it("[DO13] may be private where the SFU's own address is", async () => {
    const { checks } = await check([inside, { ...tcp, address: "10.0.0.5" }], () => true, true);
    expect(checks.map(({ state }) => state)).toEqual(["ok", "ok"]);
  });
});
