import { describe, expect, it } from "vitest";
import type { EntryRefusal } from "../membership/callGate.ts";
import { createCallEntrance, type Entrant } from "./callEntrance.ts";

const call = { name: "sfu-room", roomId: "!room", slotId: "m.call#ROOM" };
const entrant: Entrant = {
  call,
  userId: "@alice:example.com",
  deviceId: "DEVICE",
  identity: "alice",
  fullAccess: true,
};
const rights = { canPublish: true, makesRoom: true };
const leave = { delayId: "d", delayTimeoutMs: 8000, identities: ["alice"], asAppService: false };

type Step = "gate" | "mint" | "locate" | "create" | "remember" | "register";

/** An entrance that notes its steps. */
function setUp(options: { readonly failAt?: Step; readonly refusal?: EntryRefusal } = {}) {
  const steps: Step[] = [];
  const notes = new Map<Step, unknown>();
  const note = async (step: Step, what?: unknown) => {
    steps.push(step);
    notes.set(step, what);
    if (step === options.failAt) throw new Error(`${step} failed`);
  };
  const never = () => Promise.reject(new Error("not part of an entrance"));
  const entrance = createCallEntrance({
    gate: {
      async refusal(request) {
        await note("gate", request);
        return options.refusal;
      },
      mayConnect: never,
    },
    async mint(request) {
      await note("mint", request);
      return "jwt";
    },
    rooms: {
      create: (name) => note("create", name),
      list: never,
      participants: never,
      participant: never,
      remove: never,
      end: never,
      mute: never,
      probe: never,
    },
    sfuHost: "sfu.test",
    calls: {
      remember: (room, identity) => note("remember", [room, identity]),
      room: never,
      roomsOf: never,
      whoIs: never,
      identitiesOf: never,
      forgetBefore: never,
    },
    clientApi: { locate: (serverName) => note("locate", serverName), request: never },
    delegation: { register: (handed) => note("register", handed) },
  });
  return { entrance, steps, notes };
}

describe("createCallEntrance", () => {
  it("[SA18] takes every step in its order, and each once", async () => {
    const { entrance, steps, notes } = setUp();
    expect(await entrance.admit(entrant, rights, leave)).toBe("jwt");
    expect(steps).toEqual(["gate", "mint", "locate", "create", "remember", "register"]);
    expect(notes.get("mint")).toEqual({ room: "sfu-room", identity: "alice", canPublish: true });
    expect(notes.get("locate")).toBe("example.com");
    const { userId } = entrant;
    expect(notes.get("remember")).toEqual([
      call,
      { identity: "alice", userId, deviceId: "DEVICE" },
    ]);
    expect(notes.get("register")).toEqual({ call, userId, deviceId: "DEVICE", ...leave });
  });

  it("[SA9] makes no room for who may not, but remembers them", async () => {
    const { entrance, steps } = setUp();
    await entrance.admit(entrant, { canPublish: false, makesRoom: false });
    expect(steps).toEqual(["gate", "mint", "remember"]);
  });

  it("[SA10] takes over a leave without token and room", async () => {
    const { entrance, steps } = setUp();
    await entrance.takeOver(entrant, leave);
    expect(steps).toEqual(["gate", "locate", "register"]);
  });

  it("[SA10] need not look for our own homeserver", async () => {
    const { entrance, steps } = setUp();
    await entrance.takeOver(entrant, { ...leave, asAppService: true });
    expect(steps).toEqual(["gate", "register"]);
  });

  it.each<[EntryRefusal, number, string, string]>([
    ["not-joined", 403, "M_FORBIDDEN", "The requesting user is not a member of the room"],
    ["removed", 403, "M_FORBIDDEN", "A moderator has removed the requesting user from this call"],
    ["locked", 403, "M_FORBIDDEN", "A moderator has locked this call"],
    ["membership-unknown", 502, "M_UNKNOWN", "Unable to verify room membership"],
  ])("[SA16] refuses %s with %d", async (refusal, status, errcode, message) => {
    const { entrance, steps } = setUp({ refusal });
    const answer = { status, errcode, message };
    await expect(entrance.admit(entrant, rights, leave)).rejects.toMatchObject(answer);
    await expect(entrance.takeOver(entrant, leave)).rejects.toMatchObject(answer);
    expect(steps).toEqual(["gate", "gate"]);
  });

  it("[SA10] makes no room when the leave could not be sent", async () => {
    const { entrance, steps } = setUp({ failAt: "locate" });
    await expect(entrance.admit(entrant, rights, leave)).rejects.toMatchObject({
      status: 400,
      errcode: "M_BAD_JSON",
      message: "Unable to resolve client-server API",
    });
    expect(steps).not.toContain("create");
  });

  it.each<Step>(["mint", "create", "remember", "register"])(
    "[SA18] hands out no token when %s fails",
    async (failAt) => {
      const { entrance, steps } = setUp({ failAt });
      await expect(entrance.admit(entrant, rights, leave)).rejects.toBeInstanceOf(Error);
      expect(steps.at(-1)).toBe(failAt);
    },
  );
});
