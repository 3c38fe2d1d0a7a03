import type { FastifyInstance } from "fastify";
import type { Authenticate } from "../api/authenticate.ts";
import type { Backend, BackgroundWork } from "../backend.ts";
import { refuseUnknownPath } from "../http/answerErrors.ts";
import { createBackgroundTasks } from "../background/backgroundTasks.ts";
import type { MatrixEventListener } from "../membership/matrixEvents.ts";
import { createCallRecorder } from "./callRecorder.ts";
import { createCallStore } from "./callStore.ts";
import { createReconciler } from "./reconciler.ts";
import { createRecordAccess } from "./recordAccess.ts";
import { createRecordEraser } from "./recordEraser.ts";
import { createRecordMetrics } from "./recordMetrics.ts";
import { createRecordReader } from "./recordReader.ts";
import { ownCallsPath, recordRoutes, roomCallPath, roomCallsPath } from "./recordRoutes.ts";
import { createRetention } from "./retention.ts";
import { declinePath, ringRoutes, ringsPath } from "./ringRoutes.ts";
import { createRingService } from "./ringService.ts";
import { createRingStore } from "./ringStore.ts";

/** What is kept of calls after them. */
export interface Records extends BackgroundWork {
  /** Below `/api/v1`. */
  routes(app: FastifyInstance, authenticate: Authenticate): void;
  /** For the events that the homeserver pushes: those that ring and decline. */
  readonly hearMatrix: MatrixEventListener;
}

export function createRecords(backend: Backend): Records {
  const { config, clock, log, database, randomBytes, sfu, calls, appService } = backend;
  if (!config.records.enabled) return noRecords;
  const store = createCallStore(database, randomBytes);
  const metrics = createRecordMetrics(backend.metrics, store);
  const eraser = createRecordEraser(database, config.database === undefined);
  const access = createRecordAccess(appService);
  const reader = createRecordReader(database, clock);
  const rings = createRingService({
    store: createRingStore(database),
    appService,
    clock,
    randomBytes,
  });
  const tasks = createBackgroundTasks(backend);
  const { retentionDays } = config.records;
  const repeated = [
    createReconciler({ sfu, calls, store, metrics, clock, log, tasks }),
    createRetention({ eraser, retentionDays, clock, log, tasks }),
  ];
  const unsubscribe = backend.sfuEvents.subscribe(createCallRecorder({ calls, store, metrics }));
  return {
    routes(app, authenticate) {
      recordRoutes(app, { authenticate, access, reader, eraser, clock });
      ringRoutes(app, { authenticate, access, rings });
    },
    hearMatrix: (event) => rings.hear(event),
    start() {
      for (const work of repeated) work.start();
    },
    async stop() {
      unsubscribe();
      for (const work of repeated) work.stop();
      await tasks.end();
    },
  };
}

/** Where nothing is recorded there is nothing to be asked, which any origin can read. */
const noRecords: Records = {
  routes(app) {
    for (const path of [roomCallsPath, roomCallPath, ownCallsPath, ringsPath, declinePath]) {
      app.all(path, refuseUnknownPath);
    }
  },
  hearMatrix() {},
  start() {},
  async stop() {},
};
