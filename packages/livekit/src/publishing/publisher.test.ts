import type { Capture } from "@confab/core";
import { createFakeCapture } from "@confab/testing";
import { describe, expect, it } from "vitest";
import { createPublisher } from "./publisher.ts";
import type { SentTrack } from "./sentTrack.ts";

/** A track whose sending lasts until the test says so. */
function setUp(ready: () => Promise<void> = async () => {}) {
  const log: string[] = [];
  const names = new Map<Capture, string>();
  let finish: ((error?: Error) => void) | undefined;
  const sent: SentTrack = {
    sending: true,
    send(capture) {
      log.push(`send ${names.get(capture) ?? "?"}`);
      return new Promise((resolve, reject) => {
        finish = (error) => (error === undefined ? resolve() : reject(error));
      });
    },
    silence() {
      log.push("silence");
    },
    async withdraw() {
      log.push("withdraw");
    },
  };
  const publisher = createPublisher(() => sent, ready);
  const capture = (name: string): Capture => {
    const made = createFakeCapture({ kind: "video" });
    names.set(made, name);
    return made;
  };
  const settled = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  const done = async (error?: Error) => {
    await settled();
    finish?.(error);
    await settled();
  };
  return { log, publisher, capture, settled, done };
}

describe("publisher", () => {
  it("[LP1] fulfils the newest of the wishes that wait, and settles all of them with it", async () => {
    const { log, publisher, capture, done } = setUp();
    const wishes = [
      publisher.publish("camera", capture("first")),
      publisher.publish("camera", capture("second")),
      publisher.publish("camera", capture("third")),
    ];
    await done();
    await done();
    await Promise.all(wishes);
    expect(log).toEqual(["send third"]);
  });

  it("[LP1] begins the next wish after the one under way", async () => {
    const { log, publisher, capture, settled, done } = setUp();
    const first = publisher.publish("camera", capture("first"));
    await settled();
    const second = publisher.publish("camera", capture("second"));
    await settled();
    expect(log).toEqual(["send first"]);
    await done();
    expect(log).toEqual(["send first", "send second"]);
    await done();
    await Promise.all([first, second]);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    "[LP1] loses no wish that comes %i turns after the last one was fulfilled",
    async (turns) => {
      const { log, publisher, capture, settled } = setUp();
      void publisher.publish("camera", undefined);
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      void publisher.publish("camera", capture("next"));
      await settled();
      expect(log.at(-1)).toBe("send next");
    },
  );

  it("[LP3] silences at once what is still being sent", async () => {
    const { log, publisher, capture, settled, done } = setUp();
    const first = publisher.publish("microphone", capture("first"));
    await settled();
    const off = publisher.publish("microphone", undefined);
    expect(log).toEqual(["send first", "silence"]);
    await done();
    await Promise.all([first, off]);
    expect(log).toEqual(["send first", "silence", "withdraw"]);
  });

  it("[LP4] waits while changes cannot be made", async () => {
    let reconnected: (() => void) | undefined;
    const { log, publisher, capture, settled, done } = setUp(
      () => new Promise((resolve) => (reconnected = resolve)),
    );
    const wish = publisher.publish("camera", capture("first"));
    await settled();
    expect(log).toEqual([]);
    reconnected?.();
    await done();
    await wish;
    expect(log).toEqual(["send first"]);
  });

  it("[LP4] refuses after the end, and stops sending", async () => {
    const { log, publisher, capture, settled, done } = setUp();
    const first = publisher.publish("camera", capture("first"));
    await settled();
    publisher.close();
    expect(log).toEqual(["send first", "silence"]);
    await done();
    await first;
    await expect(publisher.publish("camera", capture("second"))).rejects.toMatchObject({
      code: "PUBLISH_FAILED",
    });
  });

  it("[LP5] reports a failure of the newest wish only", async () => {
    const { publisher, capture, settled, done } = setUp();
    const first = publisher.publish("screen", capture("first"));
    await settled();
    const second = publisher.publish("screen", capture("second"));
    await done(new Error("no permission"));
    await done();
    await Promise.all([first, second]);

    const third = publisher.publish("screen", capture("third")).catch((error: unknown) => error);
    await done(new Error("no permission"));
    expect(await third).toMatchObject({ code: "PUBLISH_FAILED", data: { source: "screen" } });
  });
});
