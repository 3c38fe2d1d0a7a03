import { type Call, createScope, signal } from "@confab/core";
import { createFakeCall, createFakeLocalMedia } from "@confab/testing";
import { afterEach, describe, expect, it } from "vitest";
import { createJoinMarks } from "./joinMarks.ts";

const marked = () =>
  performance.getEntriesByType("mark").map((mark) => mark.name.replace("confab:", ""));

describe("createJoinMarks", () => {
  afterEach(() => performance.clearMarks());

  it("[MA2] marks each step once, when it is known", () => {
    const call = createFakeCall(createFakeLocalMedia());
    const timings: { tokenReady?: number; membershipSent?: number } = {};
    const call$ = signal<Call | undefined>({ ...call, timings });
    const marks = createJoinMarks(createScope(), call$, performance);
    marks.joinClicked();
    timings.tokenReady = performance.timeOrigin + 1500;
    call.phase$.value = { kind: "joining" };
    marks.firstRemoteFrame();
    marks.firstRemoteFrame();
    timings.membershipSent = performance.timeOrigin + 1600;
    call.participants$.value = [];
    expect(marked().sort()).toEqual([
      "first-remote-frame",
      "join-click",
      "membership-sent",
      "token-ready",
    ]);
    expect(performance.getEntriesByName("confab:token-ready")[0]?.startTime).toBeCloseTo(1500, 0);
  });

  it("[MA2] starts afresh with a new click", () => {
    const marks = createJoinMarks(createScope(), signal(undefined), performance);
    marks.firstRemoteFrame();
    marks.joinClicked();
    expect(marked()).toEqual(["join-click"]);
  });
});
