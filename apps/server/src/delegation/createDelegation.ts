import { serverNameOf } from "@confab/protocol";
import type { Backend, BackgroundWork } from "../backend.ts";
import { createDelayedEventActions } from "./delayedEventActions.ts";
import { createDelayIdCipher } from "./delayIdCipher.ts";
import { createDelegationMetrics } from "./delegationMetrics.ts";
import { createDelegationRunner } from "./delegationRunner.ts";
import { createDelegationStore } from "./delegationStore.ts";
import { createLeaveChanges } from "./leaveChanges.ts";
import type { LeaveDelegation } from "./leaveDelegation.ts";
import { type LeaveContext, newLeaveJob } from "./leaveMachine.ts";
import { dueAt } from "./leavePlan.ts";
import { createLeaveWork } from "./leaveWork.ts";
import { nextCheckAt } from "./nextCheck.ts";
import { createPresence } from "./presence.ts";
import { createRequestLanes } from "./requestLanes.ts";
import { createSfuListener } from "./sfuListener.ts";

/** Sends the leaves of devices that are gone, for the clients that asked us to. */
export interface Delegation extends LeaveDelegation, BackgroundWork {}

/** Requests under way to one homeserver, or to the SFU, and to all together. */
const laneLimits = { perLane: 10, total: 50 };

export function createDelegation(backend: Backend): Delegation {
  const { config, clock, randomBytes, log, sfu, sfuEvents, clientApi } = backend;
  // SQLite is for one server alone.
  const isAlone = config.database === undefined;
  const store = createDelegationStore(backend.database, { lockRows: !isAlone });
  const cipher = createDelayIdCipher(config.sfu.apiSecret, randomBytes);
  const metrics = createDelegationMetrics(backend.metrics, () => store.countByPhase());
  const newId = () => Buffer.from(randomBytes(12)).toString("base64url");
  const random = () => Buffer.from(randomBytes(4)).readUInt32BE() / 2 ** 32;
  const context = (room: string): LeaveContext => ({
    now: clock.now(),
    random: random(),
    nextCheck: nextCheckAt(room, clock.now(), config.delegation.checkIntervalMs),
  });

  /** Homeservers count requests without a token by address, so that all of ours would be one user's. */
  function mayActAs(userId: string): boolean {
    return config.homeserver !== undefined && serverNameOf(userId) === config.serverName;
  }

  const changes = createLeaveChanges({ store, clock, context });
  const look = createPresence({
    sfu,
    lanes: createRequestLanes(laneLimits, clock),
    clock,
    onSilence: (error) => {
      log.debug({ err: error }, "the SFU did not say who is there");
    },
  });
  const act = createDelayedEventActions({
    clientApi,
    lanes: createRequestLanes(laneLimits, clock),
    clock,
    random,
  });
  const work = createLeaveWork({ store, changes, look, act, cipher, clock, metrics, log });
  const runner = createDelegationRunner({ store, work, clock, isAlone, newId, log });
  const listen = createSfuListener({
    store,
    changes,
    onDue: (time) => {
      runner.wakeAt(time);
    },
  });
  let unsubscribe = () => {};

  return {
    async register({ call, userId, deviceId, identities, delayId, delayTimeoutMs, asAppService }) {
      const owner = { room: call.name, userId, deviceId: deviceId || (identities[0] ?? "") };
      const job = newLeaveJob(delayTimeoutMs, context(call.name));
      await store.add(
        {
          ...owner,
          generation: newId(),
          identities,
          encryptedDelayId: cipher.encrypt(delayId, owner),
          asAppService: asAppService || mayActAs(userId),
        },
        job,
      );
      runner.wakeAt(dueAt(job));
    },
    start() {
      unsubscribe = sfuEvents.subscribe(listen);
      runner.start();
    },
    async stop() {
      unsubscribe();
      await runner.stop();
    },
  };
}
