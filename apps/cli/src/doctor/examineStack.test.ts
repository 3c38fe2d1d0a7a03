import { describe, expect, it, onTestFinished } from "vitest";
import { writeJsonFile } from "../files/jsonFile.ts";
import { secretsPath } from "../stack/secrets.ts";
import { type SiteAnswers, siteOrigin, startFakeSite } from "../testing/fakeSite.ts";
import { examplePlan } from "../testing/plan.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { examineStack } from "./examineStack.ts";

const components = { homeserver: "up", sfu: "up", turn: "up", storage: "up" };

/** In place of the SFU's own port, where a real one may listen. */
const nobody = { status: 0, headers: new Headers(), body: undefined, failure: "gone", at: 0 };

async function examine(health: SiteAnswers[string]) {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const { secrets, ports, serverName } = examplePlan();
  writeJsonFile(secretsPath(folder.path), secrets);
  const tokens: (string | undefined)[] = [];
  const site = await startFakeSite({
    answers: {
      "GET /healthz": health,
      "GET /_matrix/client/v3/account/whoami": ({ headers }) => {
        tokens.push(headers.authorization);
        return { status: 401 };
      },
    },
  });
  const asked: string[] = [];
  const sections = await examineStack(
    {
      version: 1,
      pid: 2,
      identity: "",
      startedAt: 0,
      state: "ready",
      address: siteOrigin,
      serverName,
      ports,
      components: {},
      logs: "/data/logs",
    },
    folder.path,
    {
      ...site.instruments,
      ask: (question) => {
        asked.push(question.url);
        if (!question.url.startsWith(siteOrigin)) return Promise.resolve(nobody);
        return site.instruments.ask(question);
      },
    },
  );
  return { sections, tokens, asked, secrets, ports };
}

describe("doctor on a running stack", () => {
  it("[DO2] examines it as a site, with the account and the key of its data folder", async () => {
    const { sections, tokens, asked, secrets, ports } = await examine({
      body: { status: "ok", components },
    });
    expect(sections[0]).toEqual({
      title: "Running at https://example.org",
      checks: [{ state: "ok", text: "Every component answers" }],
    });
    expect(sections.map(({ title }) => title)).toContain("Discovery");
    expect(tokens).toEqual([`Bearer ${secrets.asToken}`]);
    expect(asked).toContain(`http://127.0.0.1:${ports.sfu}/twirp/livekit.RoomService/ListRooms`);
  });

  it.each<[SiteAnswers[string], string]>([
    [
      { status: 503, body: { status: "degraded", components: { ...components, turn: "down" } } },
      "Does not answer: turn",
    ],
    [{ status: 502, body: "" }, "The Confab server does not answer"],
  ])("[DO2] names what does not answer (%#)", async (health, text) => {
    const { sections } = await examine(health);
    expect(sections[0]?.checks).toMatchObject([
      { state: "bad", text, fix: expect.stringContaining("/data/logs") },
    ]);
  });
});
