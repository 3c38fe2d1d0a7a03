import type { FastifyInstance } from "fastify";
import type { Backend, BackgroundWork } from "../backend.ts";
import { createLease } from "../storage/lease.ts";
import { createArrivalCheck } from "./arrivalCheck.ts";
import { createBackgroundTasks } from "../background/backgroundTasks.ts";
import type { CallGate } from "./callGate.ts";
import type { CallRestrictions, Eject } from "./callRestrictions.ts";
import { createCallGate } from "./createCallGate.ts";
import { createEject } from "./createEject.ts";
import { createDatabaseRestrictions } from "./databaseRestrictions.ts";
import { createHousekeeping } from "./housekeeping.ts";
import { createLeaverCheck } from "./leaverCheck.ts";
import { createLockCall } from "./lockCall.ts";
import { createMatrixEvents, type MatrixEvents } from "./matrixEvents.ts";
import { createMembershipMonitor } from "./membershipMonitor.ts";
import { createRemovals } from "./removals.ts";
import { createRepeatedWork } from "../background/repeatedWork.ts";
import { createRoomMembers } from "./roomMembers.ts";
import { createFoundStranger } from "./strangers.ts";
import { transactionRoutes } from "./transactionRoutes.ts";

/** Who may be in calls, and keeping out who may not. */
export interface Membership extends BackgroundWork {
  readonly gate: CallGate;
  readonly restrictions: CallRestrictions;
  readonly eject: Eject;
  /** Events that our homeserver pushes. */
  readonly matrixEvents: Pick<MatrixEvents, "subscribe">;
  /** Routes for the homeserver: the events that it pushes to its application service. */
  internalRoutes(app: FastifyInstance): void;
}

const housekeepingMs = 5 * 60_000;
/** One replica compares for all; another one takes over when it has not done so for so many intervals. */
const leaseIntervals = 1.5;

export function createMembership(backend: Backend): Membership {
  const { config, clock, database, log } = backend;
  const { intervalMs } = config.membership;
  const stored = createDatabaseRestrictions(database, clock);
  const restrictions = { ...stored, lock: createLockCall(backend, stored) };
  const members = createRoomMembers(backend);
  const eject = createEject(backend, restrictions);
  const removals = createRemovals(backend, eject);
  const foundStranger = createFoundStranger(backend, removals);
  const tasks = createBackgroundTasks(backend);
  const matrixEvents = createMatrixEvents();

  const checks = { restrictions, members, removals, foundStranger, tasks };
  backend.sfuEvents.subscribe(createArrivalCheck(backend, checks));
  matrixEvents.subscribe(createLeaverCheck(backend, checks));

  const lease = createLease(database, clock, {
    name: "membership",
    owner: Buffer.from(backend.randomBytes(16)).toString("hex"),
  });
  const compare = createMembershipMonitor(backend, checks);
  const repeated = [
    createRepeatedWork(
      { clock, tasks },
      {
        everyMs: housekeepingMs,
        work: createHousekeeping(backend, restrictions),
        complaint: "what is over could not be forgotten",
      },
    ),
  ];
  if (intervalMs > 0) {
    repeated.push(
      createRepeatedWork(
        { clock, tasks },
        {
          everyMs: intervalMs,
          work: async () => {
            if (await lease.take(intervalMs * leaseIntervals)) await compare();
          },
          complaint: "the people in calls could not be compared with those in their rooms",
        },
      ),
    );
  }

  return {
    gate: createCallGate(backend, restrictions, members),
    restrictions,
    eject,
    matrixEvents,
    internalRoutes(app) {
      transactionRoutes(app, backend, matrixEvents);
    },
    start() {
      if (!members.isChecked) {
        log.warn(
          "Membership is not checked: everybody with an account may be in every call whose room id they know. " +
            "Configure `homeserver` with the tokens of an application service, and `membership.check`",
        );
      }
      for (const work of repeated) work.start();
    },
    async stop() {
      for (const work of repeated) work.stop();
      await tasks.end();
      await lease.release().catch((error: unknown) => {
        log.warn({ err: error }, "the lease of the membership check was not released");
      });
    },
  };
}
