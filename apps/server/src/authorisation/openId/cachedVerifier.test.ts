import { describe, expect, it } from "vitest";
import { createManualClock } from "../../testing/manualClock.ts";
import { createCachedVerifier } from "./cachedVerifier.ts";
import { OpenIdRefused, type OpenIdProof } from "./openIdVerifier.ts";

function setUp(answer: (proof: OpenIdProof) => Promise<string>) {
  const clock = createManualClock();
  const asked: OpenIdProof[] = [];
  const verifier = createCachedVerifier(
    {
      verify(proof) {
        asked.push(proof);
        return answer(proof);
      },
    },
    clock,
  );
  const verify = (accessToken: string, matrixServerName = "hs.test") =>
    verifier.verify({ accessToken, matrixServerName });
  return { clock, asked, verify };
}

const owner = async ({ accessToken, matrixServerName }: OpenIdProof) =>
  `@owner-of-${accessToken}:${matrixServerName}`;

describe("createCachedVerifier", () => {
  it("[SO9] believes a homeserver for a minute", async () => {
    const { clock, asked, verify } = setUp(owner);
    expect(await verify("t")).toBe("@owner-of-t:hs.test");
    await clock.advance(59_999);
    expect(await verify("t")).toBe("@owner-of-t:hs.test");
    expect(asked).toHaveLength(1);
    await clock.advance(1);
    expect(await verify("t")).toBe("@owner-of-t:hs.test");
    expect(asked).toHaveLength(2);
  });

  it("[SO9] keeps proofs apart by token and by homeserver", async () => {
    const { asked, verify } = setUp(owner);
    const answers = [
      await verify("t", "hs.test"),
      await verify("t", "hs.test:8448"),
      await verify("u", "hs.test"),
      await verify("test:8448", "hs"),
    ];
    expect(new Set(answers).size).toBe(4);
    expect(asked).toHaveLength(4);
  });

  it("[SO9] asks once for all who show the same proof at the same time", async () => {
    let answerAll = () => {};
    const gate = new Promise<void>((resolve) => {
      answerAll = resolve;
    });
    const { asked, verify } = setUp(async (proof) => {
      await gate;
      return owner(proof);
    });
    const waiting = [verify("t"), verify("t"), verify("other"), verify("t")];
    answerAll();
    expect(await Promise.all(waiting)).toEqual([
      "@owner-of-t:hs.test",
      "@owner-of-t:hs.test",
      "@owner-of-other:hs.test",
      "@owner-of-t:hs.test",
    ]);
    expect(asked).toHaveLength(2);
  });

  it("[SO9] does not remember a refusal, and shares one with those who wait for it", async () => {
    let works = false;
    const { asked, verify } = setUp(async (proof) => {
      if (!works) throw new OpenIdRefused("token-refused");
      return owner(proof);
    });
    const results = await Promise.allSettled([verify("t"), verify("t")]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(asked).toHaveLength(1);
    works = true;
    expect(await verify("t")).toBe("@owner-of-t:hs.test");
  });

  it("[SO12] remembers 10000 proofs, those that were shown last", async () => {
    const { asked, verify } = setUp(owner);
    for (let n = 0; n < 10_000; n += 1) await verify(`t${n}`);
    await verify("t0");
    await verify("one more");
    expect(asked).toHaveLength(10_001);
    await verify("t0");
    expect(asked).toHaveLength(10_001);
    await verify("t1");
    expect(asked).toHaveLength(10_002);
  });
});
