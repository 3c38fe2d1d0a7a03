import { describe, expect, it } from "vitest";
import { backendUnderTest, type BackendUnderTest } from "../testing/backendUnderTest.ts";
import { whoamiPath } from "../testing/fakeHomeserver.ts";

const room = "!room";
const [ann, bob, guest] = ["@ann:example.com", "@bob:example.com", "@guest:other.org"];
const listPath = `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/joined_members`;
const isJoinedPath = `/_matrix/client/unstable/io.element.msc4502/rooms/${encodeURIComponent(room)}/is_joined`;
const yes = { known: true, value: true };
const no = { known: true, value: false };
const unknown = { known: false };

async function setUp(options: { readonly isJoined: boolean; readonly members?: string[] }) {
  const backend = await backendUnderTest();
  const { rooms } = backend.fakeHomeserver;
  rooms.knowsIsJoined = options.isJoined;
  const { joined } = rooms.create(room, options.members ?? [ann, guest]);
  const { appService: api } = backend;
  if (api === undefined) throw new Error("no application service");
  return { ...backend, api, joined };
}

const asked = ({ fakeHomeserver }: Pick<BackendUnderTest, "fakeHomeserver">, path: string) =>
  fakeHomeserver.asked(path).length;

describe("AppServiceApi.isJoined of what can be no room", () => {
  it("[SM1] is no, and no reason to complain", async () => {
    const { api, fakeHomeserver, logged } = await setUp({ isJoined: true });
    fakeHomeserver.override = () => ({ status: 400, body: { errcode: "M_INVALID_PARAM" } });
    expect(await api.isJoined("!../../admin", ann)).toEqual(no);
    expect(await api.isJoined("!../../admin", guest)).toEqual(unknown);
    expect(logged()).not.toContain('"level":50');
  });
});

describe.each([{ isJoined: true }, { isJoined: false }])(
  "AppServiceApi.isJoined, is_joined offered: $isJoined",
  ({ isJoined }) => {
    it("[SM1] knows who is in the room, and who is not, of all homeservers", async () => {
      const { api } = await setUp({ isJoined });
      expect(await api.isJoined(room, ann)).toEqual(yes);
      expect(await api.isJoined(room, guest)).toEqual(yes);
      expect(await api.isJoined(room, bob)).toEqual(no);
      expect(await api.isJoined(room, "@eve:other.org")).toEqual(no);
      expect(await api.isServerJoined(room, "other.org")).toEqual(yes);
      expect(await api.isServerJoined(room, "third.org")).toEqual(no);
      expect(await api.isServerJoined(room, "example.com")).toEqual(yes);
    });

    it("[SM2] does not take the no of a homeserver that is not in the room for a user of another", async () => {
      const { api } = await setUp({ isJoined, members: [guest] });
      expect(await api.isJoined(room, guest)).toEqual(unknown);
      expect(await api.isServerJoined(room, "other.org")).toEqual(unknown);
      expect(await api.isJoined(room, ann)).toEqual(no);
      expect(await api.joinedMembers(room)).toEqual(unknown);
    });

    it("[SM3] does not know when the homeserver does not answer, and asks again at once", async () => {
      const { api, fakeHomeserver, clock } = await setUp({ isJoined });
      fakeHomeserver.override = () => ({ status: 503 });
      expect(await api.isJoined(room, ann)).toEqual(unknown);
      expect(await api.isServerJoined(room, "other.org")).toEqual(unknown);
      fakeHomeserver.override = () => undefined;
      expect(await api.isJoined(room, ann)).toEqual(yes);
      await fakeHomeserver.close();
      await clock.advance(5_000);
      expect(await api.isJoined(room, bob)).toEqual(unknown);
      expect(await api.joinedMembers(room)).toEqual(unknown);
    });

    it("[SM5] believes a yes for half a minute and a no for a moment", async () => {
      const { api, joined, clock } = await setUp({ isJoined });
      expect(await api.isJoined(room, ann)).toEqual(yes);
      expect(await api.isJoined(room, bob)).toEqual(no);
      joined.delete(ann);
      joined.add(bob);
      await clock.advance(2_999);
      expect(await api.isJoined(room, bob)).toEqual(no);
      await clock.advance(2_001);
      expect(await api.isJoined(room, bob)).toEqual(yes);
      await clock.advance(24_999);
      expect(await api.isJoined(room, ann)).toEqual(yes);
      await clock.advance(1);
      expect(await api.isJoined(room, ann)).toEqual(no);
    });

    it("[SM5] asks anew about somebody who is forgotten", async () => {
      const { api, joined } = await setUp({ isJoined });
      expect(await api.isJoined(room, ann)).toEqual(yes);
      joined.delete(ann);
      joined.add(bob);
      api.forget(room, ann);
      expect(await api.isJoined(room, ann)).toEqual(no);
    });

    it("[SM5] asks once for all who want to know the same at the same time", async () => {
      const backend = await setUp({ isJoined });
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => backend.api.isJoined(room, ann)),
      );
      expect(answers).toEqual(Array.from({ length: 20 }, () => yes));
      expect(asked(backend, isJoinedPath)).toBe(1);
      expect(asked(backend, listPath)).toBe(isJoined ? 0 : 1);
    });
  },
);

describe("AppServiceApi", () => {
  it("[SM1] asks for is_joined again after ten minutes", async () => {
    const backend = await setUp({ isJoined: false });
    await backend.api.isJoined(room, ann);
    backend.fakeHomeserver.rooms.knowsIsJoined = true;
    await backend.clock.advance(599_999);
    await backend.api.isJoined(room, ann);
    expect(asked(backend, isJoinedPath)).toBe(1);
    await backend.clock.advance(30_001);
    await backend.api.isJoined(room, ann);
    expect(asked(backend, isJoinedPath)).toBe(2);
    expect(asked(backend, listPath)).toBe(2);
  });

  it("[SM1] takes a missing scope for no is_joined", async () => {
    const { api, fakeHomeserver } = await setUp({ isJoined: true });
    fakeHomeserver.override = ({ path }) =>
      path === isJoinedPath ? { status: 403, body: { errcode: "M_FORBIDDEN" } } : undefined;
    expect(await api.isJoined(room, ann)).toEqual(yes);
  });

  it("[SM2] does not know of a user of ours who is not in our namespace, and complains once", async () => {
    const { api, fakeHomeserver, logged } = await setUp({ isJoined: false, members: [guest] });
    fakeHomeserver.override = ({ path }) => (path === whoamiPath ? { status: 403 } : undefined);
    expect(await api.isJoined(room, ann)).toEqual(unknown);
    expect(await api.isJoined(room, ann)).toEqual(unknown);
    expect(logged().match(/namespace has all local users/g)).toHaveLength(1);
  });

  it("[SM3] complains once, loudly, when the homeserver does not know us", async () => {
    const { api, fakeHomeserver, logged } = await setUp({ isJoined: true });
    fakeHomeserver.override = () => ({ status: 401, body: { errcode: "M_UNKNOWN_TOKEN" } });
    for (const user of [ann, bob]) expect(await api.isJoined(room, user)).toEqual(unknown);
    expect(logged().match(/"level":50/g)).toHaveLength(1);
    expect(logged()).not.toContain("as-token");
  });

  it("[SM3] is not confused by answers that are none", async () => {
    const { api, fakeHomeserver } = await setUp({ isJoined: true });
    for (const body of ["<html>", "{}", "[]", '{"joined":"yes"}']) {
      fakeHomeserver.override = () => ({ body });
      expect(await api.isJoined(room, ann)).toEqual(unknown);
      expect(await api.joinedMembers(room)).toEqual(unknown);
    }
  });

  it("[SM2] does not take an empty list for news of others", async () => {
    const { api, fakeHomeserver } = await setUp({ isJoined: false });
    fakeHomeserver.override = ({ path }) =>
      path === listPath ? { body: { joined: {} } } : undefined;
    expect(await api.joinedMembers(room)).toEqual(unknown);
    expect(await api.isJoined(room, guest)).toEqual(unknown);
    expect(await api.isJoined(room, ann)).toEqual(no);
  });

  it("[SM5] lists the members as of now", async () => {
    const { api, joined } = await setUp({ isJoined: false });
    expect(await api.isJoined(room, bob)).toEqual(no);
    joined.add(bob);
    expect(await api.joinedMembers(room)).toEqual({ known: true, value: new Set(joined) });
  });
});
