import { describe, expect, it } from "vitest";
import type { AppServiceApi } from "../homeserver/appServiceApi.ts";
import { createRecordAccess } from "./recordAccess.ts";

const alice = "@alice:hs";

/** A homeserver that answers by the room's name. */
const homeserver: AppServiceApi = {
  isJoined: async (roomId) =>
    roomId.startsWith("!unknown") ? { known: false } : { known: true, value: roomId === "!in" },
  isServerJoined: async () => ({ known: false }),
  joinedMembers: async () => ({ known: false }),
  forget: () => {},
  power: async () => ({
    known: true,
    value: { levelOf: () => 40, kick: 0, ban: 0, redact: 50, stateLevel: () => 0 },
  }),
};

describe("createRecordAccess", () => {
  it("[SR12] keeps rooms where one is joined, and says when it cannot know of all", async () => {
    const access = createRecordAccess(homeserver);
    expect(await access.joinedOf(["!in", "!out"], alice)).toEqual({
      rooms: ["!in"],
      complete: true,
    });
    expect(await access.joinedOf(["!unknown", "!in"], alice)).toEqual({
      rooms: ["!in"],
      complete: false,
    });
  });

  it("[SR12] lets nobody see or delete anything without a homeserver of ours", async () => {
    const access = createRecordAccess(undefined);
    await expect(access.requireMember("!in", alice)).rejects.toMatchObject({ status: 502 });
    await expect(access.requireEraser("!in", alice)).rejects.toMatchObject({ status: 502 });
  });

  it("[SR15] lets members delete who have the level for redacting", async () => {
    const access = createRecordAccess(homeserver);
    await expect(access.requireEraser("!in", alice)).rejects.toMatchObject({ status: 403 });
    await expect(access.requireEraser("!out", alice)).rejects.toMatchObject({ status: 403 });
    const powerful = createRecordAccess({
      ...homeserver,
      power: async () => ({
        known: true,
        value: { levelOf: () => 50, kick: 0, ban: 0, redact: 50, stateLevel: () => 0 },
      }),
    });
    await powerful.requireEraser("!in", alice);
    await expect(powerful.requireEraser("!out", alice)).rejects.toMatchObject({ status: 403 });
  });
});
