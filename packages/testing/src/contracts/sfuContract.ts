import {
  type Capture,
  createScope,
  type MediaSource,
  type Scope,
  SfuConnectError,
  type SfuConnection,
  type SfuGrant,
  type SfuPort,
} from "@confab/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ContractTime, until } from "./until.ts";

/** One SFU with a room that is new for each test. */
export interface SfuFixture {
  readonly time: Pick<ContractTime, "clock" | "timeoutMs">;
  readonly port: SfuPort;
  /** A grant for the test's room. */
  grant(identity: string): Promise<SfuGrant>;
  /** A grant whose token was signed with another secret. */
  forgedGrant(identity: string): Promise<SfuGrant>;
  /** A valid grant for a room that the SFU does not have and may not make. */
  missingRoomGrant(identity: string): Promise<SfuGrant>;
  /** Running captures with something in them; the harness stops them. */
  audioCapture(): Promise<Capture>;
  videoCapture(): Promise<Capture>;
  /** Removes a participant, as a moderator does. */
  remove(identity: string): Promise<void>;
  /** Mutes a participant's microphone, as a moderator does. */
  silence(identity: string): Promise<void>;
  tearDown(): Promise<void>;
}

export interface SfuHarness {
  setUp(): Promise<SfuFixture>;
}

/** The contract of `SfuPort`: rules SF1… in packages/testing/SPEC.md. */
export function describeSfuPort(name: string, harness: SfuHarness): void {
  describe(`SfuPort: ${name}`, () => {
    let fixture: SfuFixture;
    let scope: Scope;

    beforeEach(async () => {
      scope = createScope();
      fixture = await harness.setUp();
    });
    afterEach(async () => {
      scope.end();
      await fixture.tearDown();
    });

    const wait = <T>(what: string, read: () => T | undefined | false) =>
      until(fixture.time, what, read);
    const enter = async (identity: string, inScope = scope) =>
      await fixture.port.connect(inScope, await fixture.grant(identity));
    const enterBoth = async () => {
      const alice = await enter("alice");
      const bob = await enter("bob");
      return { alice, bob };
    };
    const seenBy = (viewer: SfuConnection, identity: string) =>
      wait(`${viewer.identity} sees ${identity}`, () => viewer.participants$.value.get(identity));
    const medium = (viewer: SfuConnection, identity: string, source: MediaSource) =>
      wait(`${viewer.identity} gets ${source} of ${identity}`, () =>
        viewer.participants$.value.get(identity)?.media$.value.get(source),
      );
    const closed = (connection: SfuConnection) =>
      wait(`${connection.identity} is closed`, () => connection.state$.value === "closed");
    const connectFailure = async (grant: SfuGrant) => {
      const failure = await fixture.port.connect(scope, grant).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(SfuConnectError);
      return failure instanceof SfuConnectError ? failure.reason : undefined;
    };

    it("[SF1] is connected once connect has resolved, under the grant's identity", async () => {
      const alice = await enter("alice");
      expect(alice.identity).toBe("alice");
      expect(alice.state$.value).toBe("connected");
      expect(alice.closeReason$.value).toBeUndefined();
      expect(alice.participants$.value.has("alice")).toBe(false);
    });

    it("[SF2] shows everybody else, whoever came first", async () => {
      const { alice, bob } = await enterBoth();
      expect((await seenBy(alice, "bob")).identity).toBe("bob");
      expect((await seenBy(bob, "alice")).identity).toBe("alice");
    });

    it("[SF3] carries microphone and camera to the others", async () => {
      const { alice, bob } = await enterBoth();
      await alice.publish("microphone", await fixture.audioCapture());
      await alice.publish("camera", await fixture.videoCapture());
      for (const source of ["microphone", "camera"] as const) {
        const received = await medium(bob, "alice", source);
        await wait(`${source} is subscribed`, () => received.subscribed$.value);
        expect(received.source).toBe(source);
        expect(received.muted$.value).toBe(false);
      }
    });

    it("[SF4] shows what was published before one came", async () => {
      const alice = await enter("alice");
      await alice.publish("camera", await fixture.videoCapture());
      const bob = await enter("bob");
      const camera = await medium(bob, "alice", "camera");
      await wait("the camera is subscribed", () => camera.subscribed$.value);
      expect(camera.muted$.value).toBe(false);
    });

    it("[SF5] mutes microphone and camera, and unmutes them as the same medium", async () => {
      const { alice, bob } = await enterBoth();
      for (const source of ["microphone", "camera"] as const) {
        const capture = () =>
          source === "microphone" ? fixture.audioCapture() : fixture.videoCapture();
        await alice.publish(source, await capture());
        const received = await medium(bob, "alice", source);
        await alice.publish(source, undefined);
        await wait(`${source} is muted`, () => received.muted$.value);
        await alice.publish(source, await capture());
        await wait(`${source} is heard again`, () => !received.muted$.value);
        expect(bob.participants$.value.get("alice")?.media$.value.get(source)).toBe(received);
      }
    });

    it("[SF6] takes a screen away when it is not shared any more", async () => {
      const { alice, bob } = await enterBoth();
      await alice.publish("screen", await fixture.videoCapture());
      await alice.publish("screenAudio", await fixture.audioCapture());
      await medium(bob, "alice", "screen");
      await medium(bob, "alice", "screenAudio");
      await alice.publish("screen", undefined);
      await alice.publish("screenAudio", undefined);
      const { media$ } = await seenBy(bob, "alice");
      await wait("the screen is gone", () => media$.value.size === 0);
      expect(alice.state$.value).toBe("connected");
    });

    it("[SF7] replaces a capture without a gap", async () => {
      const { alice, bob } = await enterBoth();
      await alice.publish("camera", await fixture.videoCapture());
      const camera = await medium(bob, "alice", "camera");
      await wait("the camera is subscribed", () => camera.subscribed$.value);
      const mutes: boolean[] = [];
      const stop = camera.muted$.subscribe((muted) => mutes.push(muted));
      await alice.publish("camera", await fixture.videoCapture());
      stop();
      expect(mutes).not.toContain(true);
      expect(bob.participants$.value.get("alice")?.media$.value.get("camera")).toBe(camera);
    });

    it("[SF8] ends with the last wish when wishes come fast", async () => {
      const { alice, bob } = await enterBoth();
      const capture = await fixture.audioCapture();
      await Promise.all([
        alice.publish("microphone", capture),
        alice.publish("microphone", undefined),
        alice.publish("microphone", capture),
        alice.publish("microphone", undefined),
        alice.publish("microphone", capture),
      ]);
      const microphone = await medium(bob, "alice", "microphone");
      await wait("the microphone is open", () => !microphone.muted$.value);
      await alice.publish("microphone", undefined);
      await wait("the microphone is muted", () => microphone.muted$.value);
      expect(microphone.source).toBe("microphone");
    });

    it("[SF9] shows a medium in a sink until it is detached", async () => {
      const { alice, bob } = await enterBoth();
      await alice.publish("camera", await fixture.videoCapture());
      const camera = await medium(bob, "alice", "camera");
      await wait("the camera is subscribed", () => camera.subscribed$.value);
      const sink: { srcObject: unknown } = { srcObject: null };
      const detach = camera.attach(sink);
      expect(sink.srcObject).not.toBeNull();
      detach();
      expect(sink.srcObject).toBeNull();
    });

    it("[SF10] knows the proportions of a picture", async () => {
      const { alice, bob } = await enterBoth();
      await alice.publish("camera", await fixture.videoCapture());
      const camera = await medium(bob, "alice", "camera");
      const ratio = await wait("the proportions are known", () => camera.aspectRatio$.value);
      expect(ratio).toBeGreaterThan(0.2);
      expect(ratio).toBeLessThan(5);
    });

    it("[SF11] is gone for the others when it closes", async () => {
      const { alice, bob } = await enterBoth();
      await seenBy(bob, "alice");
      await alice.close();
      expect(alice.state$.value).toBe("closed");
      expect(alice.closeReason$.value).toBe("left");
      await wait("alice is gone", () => !bob.participants$.value.has("alice"));
    });

    it("[SF12] closes when its scope ends", async () => {
      const own = scope.child();
      const alice = await enter("alice", own);
      const bob = await enter("bob");
      await seenBy(bob, "alice");
      own.end();
      expect(alice.state$.value).toBe("closed");
      await wait("alice is gone", () => !bob.participants$.value.has("alice"));
    });

    it("[SF13] does not enter when the scope ends on the way", async () => {
      const own = scope.child();
      const grant = await fixture.grant("alice");
      const connecting = fixture.port.connect(own, grant);
      own.end();
      await expect(connecting).rejects.toBeInstanceOf(SfuConnectError);
      const bob = await enter("bob");
      expect(bob.participants$.value.has("alice")).toBe(false);
    });

    it("[SF14] says that a grant is not accepted", async () => {
      expect(await connectFailure(await fixture.forgedGrant("alice"))).toBe("unauthorised");
    });

    it("[SF15] says that there is no such room", async () => {
      expect(await connectFailure(await fixture.missingRoomGrant("alice"))).toBe("room-missing");
    });

    it("[SF16] closes the older of two connections of one identity", async () => {
      const older = await enter("alice");
      const newer = await enter("alice");
      await closed(older);
      expect(older.closeReason$.value).toBe("duplicate-identity");
      expect(newer.state$.value).toBe("connected");
    });

    it("[SF17] says that it was removed", async () => {
      const alice = await enter("alice");
      await fixture.remove("alice");
      await closed(alice);
      expect(alice.closeReason$.value).toBe("removed");
    });

    it("[SF20] says that a moderator has muted a source, until it is published again", async () => {
      const { alice, bob } = await enterBoth();
      const silenced: MediaSource[] = [];
      const stop = alice.onSilenced((source) => silenced.push(source));
      await alice.publish("camera", await fixture.videoCapture());
      await alice.publish("microphone", await fixture.audioCapture());
      const microphone = await medium(bob, "alice", "microphone");
      await fixture.silence("alice");
      await wait("the microphone is muted", () => microphone.muted$.value);
      await wait("alice knows", () => silenced.length > 0);
      await alice.publish("microphone", undefined);
      await alice.publish("microphone", await fixture.audioCapture());
      await wait("the microphone is open again", () => !microphone.muted$.value);
      await alice.publish("microphone", undefined);
      await wait("the microphone is muted by alice", () => microphone.muted$.value);
      expect(silenced).toEqual(["microphone"]);
      stop();
    });

    it("[SF18] refuses to publish after it is closed", async () => {
      const alice = await enter("alice");
      await alice.close();
      await expect(alice.publish("camera", await fixture.videoCapture())).rejects.toMatchObject({
        code: "PUBLISH_FAILED",
      });
    });

    it("[SF19] prepares without entering, and without ever failing", async () => {
      await fixture.port.prepare(await fixture.grant("alice"));
      await fixture.port.prepare({ url: "wss://127.0.0.1:9", jwt: "none" });
      const bob = await enter("bob");
      expect(bob.participants$.value.size).toBe(0);
    });
  });
}
