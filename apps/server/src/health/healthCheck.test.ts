import { parseHealthReport } from "@confab/protocol";
import { describe, expect, it } from "vitest";
import { createManualClock } from "../testing/manualClock.ts";
import { serverUnderTest } from "../testing/serverUnderTest.ts";
import { createHealthCheck, type HealthProbes } from "./healthCheck.ts";

const up = async () => {};
const down = () => Promise.reject(new Error("down"));
const allUp: HealthProbes = { homeserver: up, sfu: up, turn: up, storage: up };

describe("createHealthCheck", () => {
  it("[SH1] is ok while everything that is configured works", async () => {
    const clock = createManualClock();
    expect(await createHealthCheck(allUp, clock)()).toEqual({
      status: "ok",
      components: { homeserver: "up", sfu: "up", turn: "up", storage: "up" },
    });
    expect(await createHealthCheck({ ...allUp, turn: undefined }, clock)()).toMatchObject({
      status: "ok",
      components: { turn: "off" },
    });
  });

  it.each(["homeserver", "sfu", "turn", "storage"])(
    "[SH1] is degraded without %s",
    async (name) => {
      const check = createHealthCheck({ ...allUp, [name]: down }, createManualClock());
      expect(await check()).toMatchObject({ status: "degraded", components: { [name]: "down" } });
    },
  );

  it("[SH2] waits two seconds for all of them together", async () => {
    const clock = createManualClock();
    const silent = () => new Promise<void>(() => {});
    const report = createHealthCheck({ ...allUp, homeserver: silent, sfu: silent }, clock)();
    await clock.advance(2_000);
    expect(await report).toMatchObject({ components: { homeserver: "down", sfu: "down" } });
  });

  it("[SH2] asks the components once a second at most", async () => {
    const clock = createManualClock();
    let asked = 0;
    const check = createHealthCheck(
      {
        ...allUp,
        async sfu() {
          asked += 1;
        },
      },
      clock,
    );
    await Promise.all([check(), check()]);
    await clock.advance(999);
    await check();
    expect(asked).toBe(1);
    await clock.advance(1);
    await check();
    expect(asked).toBe(2);
  });
});

describe("GET /healthz", () => {
  it("[SH1] answers 200 with a report, and 503 while a component is down", async () => {
    const clock = createManualClock();
    const server = await serverUnderTest({ deps: { clock } });
    const good = await server.app.inject({ url: "/healthz" });
    expect(good.statusCode).toBe(200);
    expect(good.headers["cache-control"]).toBe("no-store");
    expect(parseHealthReport(good.json())).toEqual({
      status: "ok",
      components: { homeserver: "up", sfu: "up", turn: "off", storage: "up" },
    });
    await clock.advance(1_000);
    await server.homeserver.close();
    const bad = await server.app.inject({ url: "/healthz" });
    expect(bad.statusCode).toBe(503);
    expect(bad.json()).toMatchObject({ components: { homeserver: "down", sfu: "up" } });
  });

  it("[SH4] takes an SFU that refuses our key for down", async () => {
    const server = await serverUnderTest();
    server.sfu.override = () => ({ status: 401, body: { code: "unauthenticated", msg: "no" } });
    const answer = await server.app.inject({ url: "/healthz" });
    expect(answer.json()).toMatchObject({ components: { sfu: "down" } });
    const [asked] = server.sfu.requests;
    expect(asked?.path).toBe("/twirp/livekit.RoomService/ListRooms");
  });
});
