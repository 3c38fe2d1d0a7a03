import { describe, expect, it } from "vitest";
import { RoomServiceError } from "./roomService.ts";
import { createRoomsOfNodes, createSfuNodes } from "./sfuNodes.ts";
import type { SfuRooms } from "./sfuRooms.ts";

type Outcome = () => Promise<boolean>;

const gone: Outcome = () => Promise.reject(new TypeError("fetch failed"));
const refuses =
  (status: number, body: unknown): Outcome =>
  () =>
    Promise.reject(new RoomServiceError("Question", status, body));

/** Two nodes; each answers every question with its outcome. */
function setUp(outcomes: Record<string, Outcome>) {
  const asked: string[] = [];
  const nodes = createSfuNodes("http://one", ["http://two"]);
  const rooms = createRoomsOfNodes(nodes, (url): SfuRooms => {
    const answer = () => {
      asked.push(url);
      return outcomes[url]?.() ?? Promise.resolve(true);
    };
    return {
      create: async () => void (await answer()),
      list: async () => ((await answer()) ? [] : []),
      participants: async () => ((await answer()) ? [] : []),
      participant: async () => ((await answer()) ? undefined : undefined),
      remove: answer,
      end: answer,
      mute: answer,
      probe: async () => void (await answer()),
    };
  });
  return { asked, nodes, rooms, outcomes };
}

describe("nodes of the SFU", () => {
  it("[SK1] are asked one after the other, and one that answered stays first", async () => {
    const { asked, rooms } = setUp({ "http://one": gone });
    expect(await rooms.remove("room", "identity")).toBe(true);
    expect(await rooms.end("room")).toBe(true);
    expect(asked).toEqual(["http://one", "http://two", "http://two"]);
  });

  it.each([
    ["create", (rooms: SfuRooms) => rooms.create("room")],
    ["list", (rooms: SfuRooms) => rooms.list()],
    ["participants", (rooms: SfuRooms) => rooms.participants("room")],
    ["participant", (rooms: SfuRooms) => rooms.participant("room", "identity")],
    ["remove", (rooms: SfuRooms) => rooms.remove("room", "identity")],
    ["end", (rooms: SfuRooms) => rooms.end("room")],
    ["mute", (rooms: SfuRooms) => rooms.mute("room", "identity", "track")],
    ["probe", (rooms: SfuRooms) => rooms.probe()],
  ])("[SK1] answer %s although the first is gone", async (_name, question) => {
    const { asked, rooms } = setUp({ "http://one": gone });
    await question(rooms);
    expect(asked).toEqual(["http://one", "http://two"]);
  });

  it("[SK1] are not asked again after a refusal", async () => {
    const { asked, rooms, nodes } = setUp({
      "http://one": refuses(403, { code: "permission_denied", msg: "no" }),
    });
    await expect(rooms.probe()).rejects.toThrow("permission_denied");
    expect(asked).toEqual(["http://one"]);
    expect(nodes.inOrder()[0]).toBe("http://one");
  });

  it.each([
    ["shutting down", 503, { code: "unavailable", msg: "bye" }],
    ["behind a proxy that does not find them", 502, "<html>"],
  ])("[SK1] that are %s count as gone", async (_how, status, body) => {
    const { rooms } = setUp({ "http://one": refuses(status, body) });
    expect(await rooms.end("room")).toBe(true);
  });

  it("[SK1] reject when none answers, and are asked again the next time", async () => {
    const { asked, rooms, outcomes } = setUp({ "http://one": gone, "http://two": gone });
    await expect(rooms.probe()).rejects.toThrow("fetch failed");
    delete outcomes["http://one"];
    await rooms.probe();
    expect(asked).toEqual(["http://one", "http://two", "http://one"]);
  });

  it("[SK1] are counted once, however often they are listed", () => {
    const nodes = createSfuNodes("http://one", ["http://one", "http://two"]);
    expect(nodes.inOrder()).toEqual(["http://one", "http://two"]);
    nodes.failed("http://somewhere-else");
    expect(nodes.inOrder()).toEqual(["http://one", "http://two"]);
  });
});
