import { describe, expect, it } from "vitest";
import { createManualClock } from "../testing/manualClock.ts";
import { createSharedAnswers } from "./sharedAnswers.ts";

function setUp(lifetimeMs = 100) {
  const clock = createManualClock();
  const answers = createSharedAnswers<string>(clock, 10, () => lifetimeMs);
  const questions: PromiseWithResolvers<string>[] = [];
  const ask = () => {
    const question = Promise.withResolvers<string>();
    questions.push(question);
    return question.promise;
  };
  return { clock, answers, ask, questions };
}

describe("SharedAnswers", () => {
  it("[SM5] does not hand out, or keep, what was asked before it was forgotten", async () => {
    const { answers, ask, questions } = setUp();
    const before = answers.get("key", ask);
    answers.forget("key");
    const after = answers.get("key", ask);
    questions[1]?.resolve("new");
    questions[0]?.resolve("old");
    expect(await Promise.all([before, after])).toEqual(["old", "new"]);
    expect(await answers.get("key", ask)).toBe("new");
    expect(questions).toHaveLength(2);
  });

  it("[SM5] keeps a newer answer when an older one arrives later", async () => {
    const { answers, ask, questions } = setUp();
    const before = answers.get("key", ask);
    answers.forget("key");
    questions[0]?.resolve("old");
    await before;
    const after = answers.get("key", ask);
    expect(questions).toHaveLength(2);
    questions[1]?.resolve("new");
    expect(await after).toBe("new");
  });

  it("[SM5] asks anew for what must be fresh, unless that is being asked", async () => {
    const { answers, ask, questions } = setUp();
    const first = answers.get("key", ask);
    questions[0]?.resolve("old");
    await first;
    const fresh = [answers.fresh("key", ask), answers.fresh("key", ask)];
    expect(questions).toHaveLength(2);
    questions[1]?.resolve("new");
    expect(await Promise.all(fresh)).toEqual(["new", "new"]);
    expect(await answers.get("key", ask)).toBe("new");
  });

  it("[SM5] remembers neither a failure nor what is not to be believed", async () => {
    const { answers, ask, questions } = setUp(0);
    const failing = answers.get("key", ask);
    questions[0]?.reject(new Error("no answer"));
    await expect(failing).rejects.toThrow(/no answer/);
    const unsure = answers.get("key", ask);
    questions[1]?.resolve("perhaps");
    expect(await unsure).toBe("perhaps");
    void answers.get("key", ask);
    expect(questions).toHaveLength(3);
  });
});
