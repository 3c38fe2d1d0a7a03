import { serverNameOf } from "@confab/protocol";
import type { Backend } from "../backend.ts";
import type { CallRoom } from "../calls/callIndex.ts";
import type { DatabaseRestrictions } from "./databaseRestrictions.ts";
import { inParallel } from "../background/inParallel.ts";
import { knownIdentities, ownerOf } from "./ownerOf.ts";
import type { Removals } from "./removals.ts";
import type { RoomMembers } from "./roomMembers.ts";
import type { FoundStranger } from "./strangers.ts";

export interface MembershipMonitorDeps {
  readonly restrictions: DatabaseRestrictions;
  readonly members: RoomMembers;
  readonly removals: Removals;
  readonly foundStranger: FoundStranger;
}

/** A call with people in it, and whose they are. */
interface LiveCall {
  readonly call: CallRoom;
  readonly userIds: ReadonlySet<string>;
}

const mostRoomsAtOnce = 8;
const mostCallsRemembered = 20_000;

/**
 * Compares the people in all live calls with the people in their rooms, once. This is what finds whoever the push and
 * the webhook missed. Rejects when the SFU does not say which rooms it has.
 */
export function createMembershipMonitor(
  { config, sfu, calls, log }: Pick<Backend, "config" | "sfu" | "calls" | "log">,
  { restrictions, members, removals, foundStranger }: MembershipMonitorDeps,
): () => Promise<void> {
  /** A name is a digest of its call, so that this never changes. */
  const names = new Map<string, CallRoom>();
  const { whenUnknown } = config.membership;
  const toleratesUnknown = [whenUnknown.fullAccess, whenUnknown.restricted].includes("allow");

  const isOurs = (userId: string) => serverNameOf(userId) === config.serverName;

  async function callNamed(name: string): Promise<CallRoom | undefined> {
    const call = names.get(name) ?? (await calls.room(name));
    if (names.size >= mostCallsRemembered) names.clear();
    if (call !== undefined) names.set(name, call);
    return call;
  }

  async function inspect(call: CallRoom): Promise<LiveCall> {
    const present = await sfu.participants(call.name);
    const userIds = new Set<string>();
    if (present.length === 0) return { call, userIds };
    const known = await knownIdentities(calls, call.name);
    const revoked = new Set(await restrictions.revoked(call.name));
    for (const participant of present) {
      const owner = ownerOf(known, participant.identity);
      if (owner === undefined) await foundStranger(call, participant);
      else if (revoked.has(owner.identity)) {
        await removals.connection(call, participant.identity, "revoked");
      } else userIds.add(owner.userId);
    }
    return { call, userIds };
  }

  /** False when the homeserver does not say. */
  async function removeUnlessJoined({ call }: LiveCall, userId: string): Promise<boolean> {
    // Asked again about the one user: they may have joined while the list was on its way.
    const joined = await members.isJoinedNow(call.roomId, userId);
    if (joined.known && !joined.value) await removals.user(call, userId, "not-joined");
    return joined.known;
  }

  async function review(roomId: string, inRoom: readonly CallRoom[]): Promise<void> {
    // The people in the calls come first: who is among them was in the room before the homeserver is asked.
    const live = (await Promise.all(inRoom.map(inspect))).filter(({ userIds }) => userIds.size > 0);
    if (live.length === 0 || !members.isChecked) return;
    const joined = await members.all(roomId);
    if (!joined.known && !toleratesUnknown && (await members.hasLostRoom(roomId))) {
      for (const { call } of live) await removals.everybody(call, "room-lost");
      return;
    }
    for (const one of live) {
      const missing = [...one.userIds].filter(
        (userId) => !(joined.known && joined.value.has(userId)),
      );
      // Of its own users a homeserver knows that they are not in a room even when it is not there itself.
      missing.sort((a, b) => Number(isOurs(b)) - Number(isOurs(a)));
      for (const userId of missing) {
        if (!(await removeUnlessJoined(one, userId))) break;
      }
    }
  }

  return async () => {
    const rooms = new Map<string, CallRoom[]>();
    for (const { name } of await sfu.list()) {
      const call = await callNamed(name);
      if (call === undefined) continue;
      const inRoom = rooms.get(call.roomId) ?? [];
      inRoom.push(call);
      rooms.set(call.roomId, inRoom);
    }
    await inParallel([...rooms], mostRoomsAtOnce, async ([roomId, inRoom]) => {
      try {
        await review(roomId, inRoom);
      } catch (error) {
        log.warn({ err: error, roomId }, "the people in a call could not be checked");
      }
    });
  };
}
