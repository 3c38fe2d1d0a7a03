import type { Clock } from "../time/clock.ts";

export interface LaneLimits {
  /** Requests under way to one peer, and to all of them. */
  readonly perLane: number;
  readonly total: number;
}

/** `closedForMs`: the task was not run, because the peer asked to be left alone, or needs it. */
type LaneResult<T> = { readonly value: T } | { readonly closedForMs: number };

/**
 * Bounds the requests that are under way: few to one peer, and the others do not wait behind a peer that is slow. Only
 * a courtesy, so that each replica keeps its own.
 */
export interface RequestLanes {
  /** Runs `task` when it is its turn; resolves without running it while the lane is closed. Rejects as `task` does. */
  run<T>(lane: string, task: () => Promise<T>): Promise<LaneResult<T>>;
  /** Nothing more is started in this lane for so long; what waits in it is let go. */
  close(lane: string, ms: number): void;
}

interface Lane {
  underWay: number;
  closedUntil: number;
  /** Told whether it is their turn, or never. */
  readonly waiting: ((turn: boolean) => void)[];
}

export function createRequestLanes(limits: LaneLimits, clock: Clock): RequestLanes {
  const lanes = new Map<string, Lane>();
  let underWay = 0;

  function laneOf(name: string): Lane {
    const lane = lanes.get(name) ?? { underWay: 0, closedUntil: 0, waiting: [] };
    lanes.set(name, lane);
    return lane;
  }

  function isClosed({ closedUntil }: Lane): boolean {
    return clock.now() < closedUntil;
  }

  /** Starts what may start, one of each lane in turn. */
  function admit(): void {
    for (const [name, lane] of lanes) {
      if (isClosed(lane)) {
        for (const tell of lane.waiting.splice(0)) tell(false);
        continue;
      }
      const next = lane.waiting[0];
      if (next === undefined) {
        if (lane.underWay === 0) lanes.delete(name);
        continue;
      }
      if (underWay >= limits.total || lane.underWay >= limits.perLane) continue;
      lane.waiting.shift();
      lane.underWay += 1;
      underWay += 1;
      next(true);
      // Behind the others, where this loop comes to it again.
      lanes.delete(name);
      lanes.set(name, lane);
    }
  }

  return {
    async run(name, task) {
      const lane = laneOf(name);
      const isTurn = await new Promise<boolean>((resolve) => {
        lane.waiting.push(resolve);
        admit();
      });
      if (!isTurn) return { closedForMs: Math.max(lane.closedUntil - clock.now(), 0) };
      try {
        return { value: await task() };
      } finally {
        lane.underWay -= 1;
        underWay -= 1;
        admit();
      }
    },
    close(name, ms) {
      const lane = laneOf(name);
      lane.closedUntil = Math.max(lane.closedUntil, clock.now() + ms);
      admit();
    },
  };
}
