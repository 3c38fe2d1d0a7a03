import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { findLeaks, readLogs } from "../support/logSecrets.ts";
import { registerUser } from "../support/matrixUser.ts";
import { runningStack } from "../support/runningStack.ts";
import { askGetToken, askSfuGet, grantFrom } from "../support/tokenRequest.ts";

/** Opens a WebSocket and waits for its end, or its first message. */
async function knock(url: string): Promise<void> {
  const socket = new WebSocket(url);
  await new Promise<void>((resolve) => {
    for (const event of ["message", "error", "close"] as const) {
      socket.addEventListener(event, () => resolve());
    }
  });
  socket.close();
}

test("no log holds a token or a delay id, whatever is done with it, rightly or wrongly", async () => {
  const { origin, dataDir } = runningStack();
  const service = `${origin}/livekit/jwt`;
  const user = await registerUser(origin, "logs");
  const room = await user.createRoom("Logs");
  const openId = await user.openIdToken();
  const delayId = await user.announce(room, 60_000);
  const grants = [
    await grantFrom(askSfuGet(service, user, room)),
    await grantFrom(askGetToken(service, user, room)),
  ];
  const query = (name: string, token: string) => `${name}=${encodeURIComponent(token)}`;
  const delayed = `${origin}/_matrix/client/unstable/org.matrix.msc4140/delayed_events/${delayId}`;

  // As it should be …
  await fetch(
    `${origin}/_matrix/client/v3/sync?${query("access_token", user.accessToken)}&timeout=0`,
  );
  await fetch(`${delayed}/restart`, { method: "POST", body: "{}" });
  await askGetToken(service, user, room, { delay_id: delayId, delay_timeout: 60_000 });
  // … and as it goes wrong.
  await fetch(`${delayed}/nonsense`, { method: "POST", body: "{}" });
  await fetch(`${delayed}/send`, { method: "POST", body: "{}" });
  await askSfuGet(service, user, room, {
    openid_token: { ...openId, matrix_server_name: "1.2.3" },
  });
  await askGetToken(service, user, "!elsewhere", { delay_id: delayId, delay_timeout: 60_000 });
  await fetch(`${service}/get_token`, { method: "POST", body: `{"delay_id":"${delayId}",,` });
  await fetch(`${origin}/_matrix/nowhere?${query("access_token", user.accessToken)}`);
  for (const { url, jwt } of grants) {
    const sfu = url.replace(/^ws/, "http");
    await fetch(`${sfu}/rtc/validate?${query("access_token", jwt)}`);
    await fetch(`${sfu}/rtc/validate?${query("access_token", `${jwt}x`)}`);
    await fetch(`${sfu}/rtc/nowhere?${query("access_token", jwt)}`);
    await knock(`${url}/rtc?${query("access_token", jwt)}&protocol=15`);
    await knock(`${url}/rtc?${query("access_token", `${jwt}x`)}&protocol=15`);
  }
  await fetch(`${origin}/_matrix/client/v3/logs-were-written`);

  await expect
    .poll(() =>
      readLogs(dataDir).some(([, text]) => text.includes('"route":"/livekit/jwt/get_token"')),
    )
    .toBe(true);
  const secrets = new Map([
    [user.accessToken, "access token"],
    [openId.access_token, "OpenID token"],
    [delayId, "delay id"],
    ...grants.map(({ jwt }) => [jwt.slice(jwt.lastIndexOf(".")), "signature of a token"] as const),
  ]);
  expect(findLeaks(dataDir, secrets)).toEqual([]);
});

test("the search finds what is there", () => {
  const folder = mkdtempSync(join(tmpdir(), "confab-logs-"));
  try {
    mkdirSync(join(folder, "logs"));
    writeFileSync(join(folder, "secrets.json"), '{"asToken":"made-once","sfuApiKey":"a-name"}');
    writeFileSync(
      join(folder, "logs", "server.1.log"),
      "made-once a-name syt_abcdefghijk syd_abcdefghijk known known ?access_token=secret\n" +
        "eyJhbGciOiJI.eyJzdWIiOiJh.c2lnbmF0dXJl ?access_token=<redacted>\n",
    );
    expect(findLeaks(folder, new Map([["known", "known"]]))).toEqual(
      [
        ["asToken", 1],
        ["known", 2],
        ["access token", 1],
        ["delay id", 1],
        ["JWT", 1],
        ["token in a URL", 1],
      ].map(([kind, times]) => ({ log: "server.1.log", kind, times })),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
