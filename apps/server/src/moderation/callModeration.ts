import type { MuteAllRequest, MuteRequest } from "@confab/protocol";
import type { Backend } from "../backend.ts";
import type { CallRoom } from "../calls/callIndex.ts";
import { MatrixError } from "../http/matrixError.ts";
import type { Membership } from "../membership/createMembership.ts";
import { createAudit } from "./auditTrail.ts";
import { askSfu, type LiveParticipant, readLiveCall } from "./liveCall.ts";
import { silence } from "./silence.ts";
import { askStanding, requireModerator, requireRank } from "./standing.ts";

/** A verified user's question about a call. */
export interface Ask {
  readonly call: CallRoom;
  /** User id. */
  readonly by: string;
}

export interface CallView {
  readonly participants: readonly LiveParticipant[];
  /** The moderator who locked the call. */
  readonly lockedBy: string | undefined;
  /** Users who were taken out and may not come back. */
  readonly removed: readonly string[];
  /** Whether the one who asks may moderate this call. */
  readonly moderates: boolean;
}

/**
 * What moderators do in calls. Everything throws `MatrixError`: 403 for somebody who is not joined or has not enough
 * power, 404 without a call, 502 when homeserver or SFU do not answer.
 */
export interface CallModeration {
  view(ask: Ask): Promise<CallView>;
  /** Answers how many tracks were silenced. */
  mute(ask: Ask, userId: string, request: MuteRequest): Promise<number>;
  /** Leaves out whoever has as much power as the caller: they are `spared`. */
  muteAll(
    ask: Ask,
    request: MuteAllRequest,
  ): Promise<{ readonly muted: number; readonly spared: readonly string[] }>;
  /** With a device: its connection ends, and it may come back. */
  remove(ask: Ask, userId: string, deviceId: string | undefined): Promise<void>;
  readmit(ask: Ask, userId: string): Promise<void>;
  end(ask: Ask): Promise<void>;
  lock(ask: Ask): Promise<void>;
  unlock(ask: Ask): Promise<void>;
}

export function createCallModeration(
  backend: Backend,
  { restrictions, eject }: Pick<Membership, "restrictions" | "eject">,
): CallModeration {
  const { appService, sfu, calls, log, metrics } = backend;
  const audit = createAudit(log, metrics);
  const standingOf = ({ call, by }: Ask) => askStanding(appService, call.roomId, by);

  /** Keeps the tokens of a device, or of all of a user's, from counting, then ends their connections. */
  const disconnect = async (
    roomName: string,
    participants: readonly LiveParticipant[],
    isMeant: (one: Pick<LiveParticipant, "userId" | "deviceId">) => boolean,
  ) => {
    const tokens = (await calls.identitiesOf(roomName)).filter(isMeant);
    await restrictions.revoke(
      roomName,
      tokens.map(({ identity }) => identity),
    );
    const present = participants.filter(isMeant);
    await Promise.all(present.map(({ identity }) => askSfu(sfu.remove(roomName, identity))));
  };

  return {
    async view(ask) {
      const { name } = ask.call;
      const { moderates } = await standingOf(ask);
      const [participants, lockedBy, removed] = await Promise.all([
        readLiveCall(backend, name),
        restrictions.lockedBy(name),
        restrictions.excluded(name),
      ]);
      return { participants, lockedBy, removed, moderates };
    },
    mute: (ask, userId, { device, sources }) =>
      audit({ ...ask, action: "mute", userId, deviceId: device }, async () => {
        const standing = await standingOf(ask);
        if (userId !== ask.by) requireRank(standing, userId);
        const participants = await readLiveCall(backend, ask.call.name);
        const meant = participants.filter(
          (one) => one.userId === userId && (device === undefined || one.deviceId === device),
        );
        if (meant.length === 0) {
          throw new MatrixError(404, "M_NOT_FOUND", "That user is not in the call");
        }
        return silence(sfu, ask.call.name, meant, sources);
      }),
    muteAll: (ask, { except = [ask.by], sources }) =>
      audit({ ...ask, action: "mute-all" }, async () => {
        const standing = await standingOf(ask);
        requireModerator(standing);
        const participants = await readLiveCall(backend, ask.call.name);
        const meant: LiveParticipant[] = [];
        const spared = new Set<string>();
        for (const participant of participants) {
          const { userId } = participant;
          if (userId !== undefined && except.includes(userId)) continue;
          // Whom we gave no token has no power.
          const isMeant = userId === undefined || userId === ask.by || standing.outranks(userId);
          if (isMeant) meant.push(participant);
          else spared.add(userId);
        }
        const muted = await silence(sfu, ask.call.name, meant, sources);
        return { muted, spared: [...spared] };
      }),
    remove: (ask, userId, deviceId) =>
      audit({ ...ask, action: "remove", userId, deviceId }, async () => {
        const { name } = ask.call;
        const standing = await standingOf(ask);
        if (userId !== ask.by) requireRank(standing, userId);
        const participants = await readLiveCall(backend, name);
        if (deviceId !== undefined || userId === ask.by) {
          await disconnect(
            name,
            participants,
            (one) => one.userId === userId && (deviceId === undefined || one.deviceId === deviceId),
          );
          return;
        }
        await restrictions.exclude(name, userId, ask.by);
        await askSfu(eject(name, userId));
      }),
    readmit: (ask, userId) =>
      audit({ ...ask, action: "readmit", userId }, async () => {
        // Also of oneself: otherwise whoever was taken out by somebody with more power would just come back.
        requireRank(await standingOf(ask), userId);
        await restrictions.readmit(ask.call.name, userId);
      }),
    end: (ask) =>
      audit({ ...ask, action: "end" }, async () => {
        const { name } = ask.call;
        requireModerator(await standingOf(ask));
        await readLiveCall(backend, name);
        await askSfu(eject(name));
        await restrictions.callEnded(name);
      }),
    lock: (ask) =>
      audit({ ...ask, action: "lock" }, async () => {
        requireModerator(await standingOf(ask));
        await readLiveCall(backend, ask.call.name);
        await askSfu(restrictions.lock(ask.call.name, ask.by));
      }),
    // Needs no call: a lock that outlived its call would keep everybody out of the next one.
    unlock: (ask) =>
      audit({ ...ask, action: "unlock" }, async () => {
        requireModerator(await standingOf(ask));
        await restrictions.unlock(ask.call.name);
      }),
  };
}
