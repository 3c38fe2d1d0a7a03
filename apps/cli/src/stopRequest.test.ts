import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { Interrupted, listenForStop } from "./stopRequest.ts";

function setUp() {
  const source = new EventEmitter();
  let time = 1000;
  const stop = listenForStop(source, () => time);
  let insisted = 0;
  stop.onInsist(() => {
    insisted += 1;
  });
  return {
    source,
    stop,
    insisted: () => insisted,
    advance: (milliseconds: number) => {
      time += milliseconds;
    },
  };
}

describe("stop request", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP", "disconnect"])("[SP1] aborts on %s", (event) => {
    const { source, stop } = setUp();
    source.emit(event);
    expect(stop.signal.reason).toBeInstanceOf(Interrupted);
  });

  it("[SP2] takes what arrives together as one Ctrl-C", () => {
    const { source, insisted, advance } = setUp();
    source.emit("SIGINT");
    advance(300);
    source.emit("SIGINT");
    source.emit("disconnect");
    expect(insisted()).toBe(0);
  });

  it("[SP2] insists when asked again later", () => {
    const { source, insisted, advance } = setUp();
    source.emit("SIGINT");
    advance(700);
    source.emit("SIGINT");
    expect(insisted()).toBe(1);
  });
});
