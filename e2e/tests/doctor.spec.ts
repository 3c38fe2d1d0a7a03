import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "@playwright/test";
import * as v from "valibot";
import { startChanged } from "../support/changedComponent.ts";
import { freePort } from "../support/freePort.ts";
import { registerUser } from "../support/matrixUser.ts";
import { runningStack } from "../support/runningStack.ts";

const repository = join(import.meta.dirname, "../..");

const report = v.object({
  ok: v.boolean(),
  sections: v.array(
    v.object({
      title: v.string(),
      checks: v.array(
        v.object({ state: v.string(), text: v.string(), fix: v.optional(v.string()) }),
      ),
    }),
  ),
});

/** Runs `confab doctor --json`. */
async function runDoctor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ["apps/cli/src/main.ts", "doctor", "--json", ...args], {
    cwd: repository,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  const { ok, sections } = v.parse(report, JSON.parse(output));
  const checks = sections.flatMap((section) => section.checks);
  const texts = (state: string) =>
    checks.filter((check) => check.state === state).map((check) => check.text);
  return { code: Number(code), isOk: ok, good: texts("ok").join("\n"), bad: texts("bad"), output };
}

/** The key of the running SFU, as an operator would give it to the doctor. */
function sfuKey(): { readonly LIVEKIT_KEY: string; readonly LIVEKIT_SECRET: string } {
  const path = join(runningStack().dataDir, "secrets.json");
  const secrets = v.object({ sfuApiKey: v.string(), sfuApiSecret: v.string() });
  const { sfuApiKey, sfuApiSecret } = v.parse(secrets, JSON.parse(readFileSync(path, "utf8")));
  return { LIVEKIT_KEY: sfuApiKey, LIVEKIT_SECRET: sfuApiSecret };
}

test("the doctor finds nothing wrong with the stack, from outside with an account", async () => {
  const { origin } = runningStack();
  const { accessToken } = await registerUser(origin, "doctor");
  const found = await runDoctor([origin], { CONFAB_DOCTOR_TOKEN: accessToken });
  expect(found).toMatchObject({ code: 0, isOk: true, bad: [] });
  for (const proof of [
    "It takes over delayed leaves",
    "Leaves can be scheduled for up to 24 hours",
    "A scheduled leave can be restarted and taken back",
    "Media gets through over UDP",
    "Media gets through over TCP",
    "transport=udp relays",
    "transport=tcp relays",
  ]) {
    expect(found.good).toContain(proof);
  }
  expect(found.output).not.toContain(accessToken);
});

test("nor on the machine itself, with the keys of its data folder", async () => {
  const found = await runDoctor(["--data", runningStack().dataDir]);
  expect(found).toMatchObject({ code: 0, isOk: true, bad: [] });
  expect(found.good).toContain("The SFU makes no rooms by itself");
  expect(found.good).toContain("The authorisation service believes the SFU's webhooks");
  expect(found.output).not.toContain(sfuKey().LIVEKIT_SECRET);
});

test("it finds an SFU that makes rooms for everybody, and a key that is not the SFU's", async () => {
  const { origin } = runningStack();
  const [port, tcpPort, udpPort] = [await freePort(), await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const sfu = await startChanged(
    "sfu",
    ({ rtc, webhook: _nobody, prometheus_port: _taken, ...config }) => ({
      ...config,
      port,
      rtc: { ...v.parse(v.looseObject({}), rtc), tcp_port: tcpPort, udp_port: udpPort },
      room: { auto_create: true },
    }),
    url,
  );
  try {
    const found = await runDoctor([origin], { ...sfuKey(), LIVEKIT_URL: url });
    expect(found).toMatchObject({
      code: 1,
      bad: ["The SFU makes a room for every token: users of all homeservers can start calls on it"],
    });
    const wrong = { LIVEKIT_SECRET: "not-the-secret-of-this-sfu-0123456789", LIVEKIT_URL: url };
    expect((await runDoctor([origin], { ...sfuKey(), ...wrong })).bad).toEqual([
      "The SFU's API refuses the key",
      "The SFU could not be asked whether it makes rooms by itself (status 401)",
      `${origin}/livekit/jwt/sfu_webhook does not believe webhooks signed with this key`,
    ]);
  } finally {
    await sfu.stop();
  }
});

test("it finds a homeserver without the transports endpoint and without delayed events", async () => {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const homeserver = await startChanged(
    "homeserver",
    ({ matrix_rtc: _none, max_event_delay_duration: _never, ...config }, folder) => ({
      ...config,
      public_baseurl: `${origin}/`,
      listeners: [
        {
          port,
          type: "http",
          bind_addresses: ["127.0.0.1"],
          resources: [{ names: ["client", "federation"] }],
        },
      ],
      database: { name: "sqlite3", args: { database: join(folder, "homeserver.db") } },
      app_service_config_files: [],
      experimental_features: { msc4354_enabled: true },
    }),
    `${origin}/health`,
  );
  try {
    const found = await runDoctor([origin]);
    expect(found.code).toBe(1);
    expect(found.bad).toEqual([
      "/.well-known/matrix/client names no authorisation service: clients say MISSING_MATRIX_RTC_FOCUS",
      "Delayed leaves are off (MSC4140): people who vanish stay in the call",
      "The transports endpoint is not there (MSC4143, status 404): newer clients say that calls are not supported",
    ]);
  } finally {
    await homeserver.stop();
  }
});
