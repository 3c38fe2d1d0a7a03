import { describe, expect, it } from "vitest";
import type { ClientApiAnswer, ClientApiRequest } from "../homeserver/clientApi.ts";
import { createManualClock } from "../testing/manualClock.ts";
import { createDelayedEventActions, type DelayedEvent } from "./delayedEventActions.ts";
import { createRequestLanes } from "./requestLanes.ts";

const event: DelayedEvent = { userId: "@u:hs:8448", delayId: "syd_abc", asAppService: false };

function answer(status: number, body: unknown = {}, retryAfterMs?: number): ClientApiAnswer {
  return { status, body, retryAfterMs };
}

function actionsUnderTest(answers: (ClientApiAnswer | "nobody" | "hangs")[]) {
  const clock = createManualClock();
  const requests: (readonly [string, ClientApiRequest])[] = [];
  const act = createDelayedEventActions({
    clientApi: {
      locate: async () => {},
      async request(serverName, request) {
        requests.push([serverName, request]);
        const next = answers.shift() ?? answer(200);
        if (next === "hangs") {
          await new Promise<void>((resolve) => clock.after(request.timeoutMs, resolve));
        }
        if (typeof next === "string") throw new Error("nobody answers");
        return next;
      },
    },
    lanes: createRequestLanes({ perLane: 10, total: 50 }, clock),
    clock,
    random: () => 0.5,
  });
  return { act, clock, requests };
}

const always = () => true;

describe("acting on a delayed event", () => {
  it("[SJ5] asks the user's homeserver, without a token or as the user", async () => {
    const { act, requests } = actionsUnderTest([]);
    await act(event, "restart", always);
    await act({ ...event, delayId: "a/b?c#d %", asAppService: true }, "send", always);
    const base = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events";
    const common = { method: "POST", body: {}, timeoutMs: 5_000 };
    expect(requests).toEqual([
      ["hs:8448", { ...common, path: `${base}/syd_abc/restart` }],
      ["hs:8448", { ...common, path: `${base}/a%2Fb%3Fc%23d%20%25/send`, asUser: "@u:hs:8448" }],
    ]);
  });

  it.each([
    ["done", answer(200)],
    ["done", answer(204)],
    ["gone", answer(404, { errcode: "M_NOT_FOUND" })],
    ["gone", answer(404, undefined)],
    ["gone", answer(409, { errcode: "M_UNKNOWN" })],
    ["failed", answer(404, { errcode: "M_UNRECOGNIZED" })],
    ["failed", answer(401, { errcode: "M_MISSING_TOKEN" })],
    ["failed", answer(403)],
    ["failed", answer(429)],
    ["failed", answer(500)],
    ["failed", answer(502, undefined, 7_000)],
    ["failed", "nobody" as const],
  ])("[SJ9] [SJ10] is %s for %o", async (kind, given) => {
    const { act } = actionsUnderTest([given]);
    const outcome = await act(event, "send", always);
    expect(outcome.kind).toBe(kind);
    expect(outcome).not.toHaveProperty("retryAfterMs");
  });

  it("[SJ10] says how long a homeserver wants to be left alone, and [SJ14] does so", async () => {
    const { act, clock, requests } = actionsUnderTest([answer(429, {}, 4_000)]);
    expect(await act(event, "restart", always)).toMatchObject({ retryAfterMs: 4_000 });
    await clock.advance(1_000);
    const held = await act({ ...event, userId: "@v:hs:8448" }, "restart", always);
    expect(held).toEqual({ kind: "failed", retryAfterMs: 4_000, cause: "held back" });
    expect(requests).toHaveLength(1);
    await act({ ...event, userId: "@v:other" }, "restart", always);
    expect(requests).toHaveLength(2);
    await clock.advance(3_000);
    expect(await act(event, "restart", always)).toEqual({ kind: "done" });
  });

  it("[SJ14] holds nobody else back when one user asked too much", async () => {
    const { act, requests } = actionsUnderTest([answer(429, {}, 4_000)]);
    const own = { ...event, asAppService: true };
    expect(await act(own, "restart", always)).toMatchObject({ retryAfterMs: 4_000 });
    await act({ ...own, userId: "@v:hs:8448" }, "restart", always);
    expect(requests).toHaveLength(2);
  });

  it("[SJ14] leaves a homeserver alone that let a request run into its time-out", async () => {
    const { act, clock, requests } = actionsUnderTest(["hangs"]);
    const hanging = act(event, "restart", always);
    await clock.advance(0);
    await clock.advance(5_000);
    expect(await hanging).toMatchObject({ kind: "failed" });
    expect(await act(event, "restart", always)).toMatchObject({ cause: "held back" });
    expect(requests).toHaveLength(1);
    await clock.advance(5_000);
    expect(await act(event, "restart", always)).toEqual({ kind: "done" });
  });

  it.each([401, 403])(
    "[SJ5] does without a token when it may not act as the user (%i)",
    async (status) => {
      const { act, requests } = actionsUnderTest([answer(status), answer(200)]);
      expect(await act({ ...event, asAppService: true }, "send", always)).toEqual({ kind: "done" });
      expect(requests.map(([, { asUser }]) => asUser)).toEqual(["@u:hs:8448", undefined]);
    },
  );

  it("[SJ13] asks nothing when its turn comes too late", async () => {
    const { act, requests } = actionsUnderTest([]);
    expect(await act(event, "send", () => false)).toEqual({ kind: "unasked" });
    expect(requests).toEqual([]);
  });

  it.each([".", "..", "\u{d800}"])(
    "[SJ9] does not let the id %o lead elsewhere",
    async (delayId) => {
      const { act, requests } = actionsUnderTest([]);
      expect(await act({ ...event, delayId }, "restart", always)).toEqual({ kind: "gone" });
      expect(requests).toEqual([]);
    },
  );
});
