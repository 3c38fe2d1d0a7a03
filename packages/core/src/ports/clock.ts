/** Time, by argument: tests use `FakeClock` and never sleep. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Runs `task` once after `ms` milliseconds. Returns the cancel function. */
  after(ms: number, task: () => void): () => void;
}
