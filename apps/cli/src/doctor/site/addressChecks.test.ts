import { describe, expect, it } from "vitest";
import type { Certificate } from "../network/readCertificate.ts";
import { addressCheck, clockCheck } from "./addressChecks.ts";

const day = 86_400_000;
const at = Date.parse("2026-01-01T00:00:00Z");

async function check(address: string, certificate: Certificate) {
  const asked: string[] = [];
  const found = await addressCheck(new URL(address), {
    now: () => at,
    certificate: async (host, port) => {
      asked.push(`${host}:${port}`);
      return certificate;
    },
  });
  return { ...found, asked };
}

const valid = (days: number): Certificate => ({ kind: "trusted", expiresAt: at + days * day });

describe("an address", () => {
  it.each([
    [60, "ok"],
    [20, "ok"],
    [19, "note"],
    [3, "note"],
    [2, "bad"],
    [-1, "bad"],
  ])("[DO6] with a certificate for another %d days is %s", async (days, state) => {
    const found = await check("https://example.org:8448", valid(days));
    expect(found.state).toBe(state);
    expect(found.text).toContain(`${days} days`);
    expect(found.asked).toEqual(["example.org:8448"]);
  });

  it("[DO6] with a certificate that browsers refuse is bad, and says why", async () => {
    const found = await check("https://example.org", { kind: "refused", reason: "expired" });
    expect(found).toMatchObject({ state: "bad", text: "example.org: expired" });
    expect(found.fix).toContain("certificate");
    expect(found.asked).toEqual(["example.org:443"]);
  });

  it("[DO6] where nobody answers is bad, whatever its certificate", async () => {
    const found = await check("https://example.org", { kind: "unreachable", reason: "gone" });
    expect(found).toMatchObject({ state: "bad", text: "example.org does not answer: gone" });
    expect(found.fix).toContain("DNS");
  });

  it("[DO6] without TLS is bad, except on this machine", async () => {
    expect((await check("http://example.org", valid(60))).state).toBe("bad");
    for (const local of ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"]) {
      expect((await check(local, valid(60))).state).toBe("ok");
    }
  });
});

describe("a clock", () => {
  const answerAt = (serverMs: number) => ({
    status: 200,
    // The header has whole seconds.
    headers: new Headers({ date: new Date(serverMs).toUTCString() }),
    body: undefined,
    failure: "",
    at,
  });

  it.each([
    [0, "ok", "agree"],
    [999, "ok", "agree"],
    [5_000, "ok", "agree"],
    [-6_000, "ok", "agree"],
    [6_000, "note", "6 s ahead"],
    [-8_000, "note", "7 s behind"],
    [60_000, "bad", "60 s ahead"],
    [-3_600_000, "bad", "3599 s behind"],
  ])("[DO7] that is %d ms off is %s", (offset, state, text) => {
    const check = clockCheck("example.org", answerAt(at + offset));
    expect(check?.state).toBe(state);
    expect(check?.text).toContain(text);
  });

  it("[DO7] is not judged without a time in the answer", () => {
    const answer = { ...answerAt(at), headers: new Headers() };
    expect(clockCheck("example.org", answer)).toBeUndefined();
  });
});
