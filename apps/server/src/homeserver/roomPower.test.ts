import { describe, expect, it, onTestFinished } from "vitest";
import { createJsonClient } from "../http/jsonClient.ts";
import { startFakeHomeserver } from "../testing/fakeHomeserver.ts";
import { createManualClock } from "../testing/manualClock.ts";
import type { Known } from "./appServiceApi.ts";
import { createRoomPower } from "./roomPower.ts";

const serverName = "example.com";
const roomId = "!room";
const admin = "@admin:example.com";
const member = "@member:example.com";
const remote = "@remote:other.example:example.com";
const statePath = (type: string) =>
  `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/state/${type}/`;

async function setUp() {
  const asToken = "secret";
  const fake = await startFakeHomeserver({ serverName, asToken });
  const homeserver = createJsonClient(fake.url);
  onTestFinished(() => homeserver.close());
  const clock = createManualClock();
  let members: Known<ReadonlySet<string>> = { known: false };
  const power = createRoomPower({
    homeserver,
    asToken,
    serverName,
    joinedMembers: async () => members,
    clock,
  });
  const say = (value: readonly string[]) => {
    members = { known: true, value: new Set(value) };
  };
  return { fake, clock, power, say };
}

describe("power in a room", () => {
  it("[SN1] is read as a local member, with the creator from the event", async () => {
    const { fake, power, say } = await setUp();
    const powerLevels = { users: { [member]: 50 }, kick: 40 };
    fake.rooms.create(roomId, [remote, admin, member], { creator: admin, powerLevels });
    say([remote, member]);
    const answer = await power(roomId);
    if (!answer.known) throw new Error("not known");
    expect(answer.value).toMatchObject({ kick: 40 });
    expect(answer.value.levelOf(admin)).toBe(Infinity);
    expect(answer.value.levelOf(member)).toBe(50);
    expect(answer.value.levelOf(remote)).toBe(0);
    expect(new Set(fake.requests.map(({ query }) => query.get("user_id")))).toEqual(
      new Set([member]),
    );
  });

  it("[SN1] is read in a room without power levels", async () => {
    const { fake, power, say } = await setUp();
    fake.rooms.create(roomId, [admin, member], { creator: admin, version: "11" });
    say([member]);
    const answer = await power(roomId);
    if (!answer.known) throw new Error("not known");
    expect(answer.value.levelOf(admin)).toBe(100);
  });

  it("[SN2] is believed for five seconds, and asked once for questions at the same time", async () => {
    const { fake, clock, power, say } = await setUp();
    const room = fake.rooms.create(roomId, [admin], { powerLevels: { kick: 10 } });
    say([admin]);
    await Promise.all([power(roomId), power(roomId)]);
    room.powerLevels = { kick: 20 };
    await clock.advance(4_999);
    expect(await power(roomId)).toMatchObject({ value: { kick: 10 } });
    expect(fake.asked(statePath("m.room.power_levels"))).toHaveLength(1);
    await clock.advance(1);
    expect(await power(roomId)).toMatchObject({ value: { kick: 20 } });
  });

  it("[SN3] is asked as another member when one is refused, three times at most", async () => {
    const { fake, power, say } = await setUp();
    fake.rooms.create(roomId, [admin], { powerLevels: {} });
    say(["@bot:example.com", admin]);
    expect(await power(roomId)).toMatchObject({ known: true });
    say(["@a:example.com", "@b:example.com", "@c:example.com", "@d:example.com"]);
    const other = "!other";
    fake.rooms.create(other, [admin], { powerLevels: {} });
    expect(await power(other)).toEqual({ known: false });
    const asked = fake.requests.filter(({ path }) => path.includes(other));
    expect(new Set(asked.map(({ query }) => query.get("user_id"))).size).toBe(3);
  });

  it.each([
    ["an error", { status: 500 }],
    ["a page", { body: "<html>" }],
    ["a proxy's 404", { status: 404, body: "<html>" }],
  ])(
    "[SN3] is not known after %s instead of the power levels, and asked again",
    async (_what, answer) => {
      const { fake, power, say } = await setUp();
      fake.rooms.create(roomId, [admin], { powerLevels: { kick: 10 } });
      say([admin]);
      fake.override = ({ path }) =>
        path === statePath("m.room.power_levels") ? answer : undefined;
      expect(await power(roomId)).toEqual({ known: false });
      fake.override = () => undefined;
      expect(await power(roomId)).toMatchObject({ known: true });
    },
  );

  it("[SN3] is not known without members, without a homeserver, or when it is too slow", async () => {
    const { fake, clock, power, say } = await setUp();
    fake.rooms.create(roomId, [admin], { powerLevels: {} });
    expect(await power(roomId)).toEqual({ known: false });
    say([remote]);
    expect(await power(roomId)).toEqual({ known: false });
    expect(fake.requests).toEqual([]);
    say(["@bot:example.com", admin]);
    fake.override = () => {
      void clock.advance(10_000);
      return undefined;
    };
    expect(await power(roomId)).toEqual({ known: false });
    await fake.close();
    expect(await power(roomId)).toEqual({ known: false });
  });
});
