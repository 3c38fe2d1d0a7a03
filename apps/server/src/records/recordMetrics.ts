import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { CallStore, Gaps } from "./callStore.ts";
import type { EndedCall } from "./summary.ts";

export interface RecordMetrics {
  ended(call: EndedCall): void;
  /** What the SFU's events did not tell. */
  gaps(gaps: Gaps & { readonly ends: number }): void;
}

/** Seconds: from a misdial to a day of open office. */
const durationBuckets = [10, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400];

/** The counters of call records, on `/metrics`. */
export function createRecordMetrics(metrics: Registry, store: CallStore): RecordMetrics {
  const registers = [metrics];
  void new Gauge({
    name: "confab_calls_ongoing",
    help: "Calls that go on now, of all replicas",
    registers,
    async collect() {
      // While the database is down everything else can still be measured.
      this.set(await store.countOngoing().catch(() => Number.NaN));
    },
  });
  const calls = new Counter({
    name: "confab_calls_ended_total",
    help: "Calls that ended, by kind",
    labelNames: ["kind"],
    registers,
  });
  const durations = new Histogram({
    name: "confab_call_duration_seconds",
    help: "From the first one who joined to the last one who left, by kind",
    labelNames: ["kind"],
    buckets: durationBuckets,
    registers,
  });
  const gaps = new Counter({
    name: "confab_call_record_gaps_total",
    help: "What the SFU's events did not tell and comparing with the SFU brought out",
    labelNames: ["kind"],
    registers,
  });
  return {
    ended({ kind, durationMs }) {
      calls.inc({ kind });
      durations.observe({ kind }, durationMs / 1000);
    },
    gaps({ joins, leaves, ends }) {
      gaps.inc({ kind: "join" }, joins);
      gaps.inc({ kind: "leave" }, leaves);
      gaps.inc({ kind: "end" }, ends);
    },
  };
}
