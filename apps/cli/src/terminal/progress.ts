import { formatDuration } from "./duration.ts";
import type { Terminal } from "./terminal.ts";

/** One line per thing that was done, and on a live terminal one moving line per thing that is being done. */
export interface Progress {
  /**
   * Shows `doing` with its elapsed time while `work` runs, then `✓ done (41 s)`. Where lines cannot move, a `slow`
   * task is announced when it begins.
   */
  task<T>(task: Task, work: () => Promise<T>): Promise<T>;
  done(text: string): void;
  warn(text: string): void;
  fail(text: string): void;
}

interface Task {
  readonly doing: string;
  readonly done: string;
  readonly slow?: boolean;
}

const redrawEveryMs = 200;

export function createProgress(terminal: Terminal, now: () => number): Progress {
  const active = new Map<symbol, { readonly text: string; readonly since: number }>();
  let drawn = 0;
  let timer: NodeJS.Timeout | undefined;

  const erase = () => {
    if (drawn > 0) terminal.raw(`\u{1b}[${drawn}A\u{1b}[0J`);
    drawn = 0;
  };
  const draw = () => {
    if (!terminal.live) return;
    for (const { text, since } of active.values()) {
      const line = `… ${text} (${formatDuration(now() - since)})`;
      // A wrapped line would take two rows, and `erase` counts one.
      terminal.line(terminal.paint("dim", line.slice(0, terminal.columns - 1)));
      drawn += 1;
    }
  };
  const redraw = () => {
    erase();
    draw();
  };
  const print = (line: string) => {
    erase();
    terminal.line(line);
    draw();
  };
  const begin = (text: string): symbol => {
    const key = Symbol(text);
    active.set(key, { text, since: now() });
    timer ??= terminal.live ? setInterval(redraw, redrawEveryMs) : undefined;
    redraw();
    return key;
  };
  const end = (key: symbol): string => {
    const since = active.get(key)?.since ?? now();
    active.delete(key);
    if (active.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
    return formatDuration(now() - since);
  };
  const mark = (style: "green" | "yellow" | "red", sign: string, text: string) =>
    print(`${terminal.paint(style, sign)} ${text}`);

  return {
    async task(task, work) {
      if (task.slow === true && !terminal.live) terminal.line(`… ${task.doing}`);
      const key = begin(task.doing);
      try {
        const result = await work();
        mark("green", "✓", `${task.done} (${end(key)})`);
        return result;
      } catch (failure) {
        end(key);
        redraw();
        throw failure;
      }
    },
    done: (text) => mark("green", "✓", text),
    warn: (text) => mark("yellow", "!", text),
    fail: (text) => mark("red", "✗", text),
  };
}
