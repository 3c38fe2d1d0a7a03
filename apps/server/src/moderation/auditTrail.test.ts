import { describe, expect, it } from "vitest";
import { member, moderatedCall, moderator, pathOf } from "../testing/moderatedCall.ts";

describe("the audit trail", () => {
  it("[SN18] says who did what to whom, refusals and failures included, and counts it", async () => {
    const call = await moderatedCall();
    await call.enter(member);
    await call.api(member, "DELETE", "/call");
    await call.api(moderator, "DELETE", `${pathOf(member)}?device=PHONE`);
    await call.sfu.close();
    await call.api(moderator, "DELETE", "/call");
    const lines = call
      .log()
      .split("\n")
      .filter((line) => line.includes('"moderation of a call"'))
      .map((line): unknown => JSON.parse(line));
    const { roomId } = call;
    expect(lines).toMatchObject([
      { action: "end", outcome: "refused", by: member, roomId },
      { action: "remove", outcome: "done", by: moderator, userId: member, deviceId: "PHONE" },
      { action: "end", outcome: "failed", by: moderator, slotId: "m.call#ROOM" },
    ]);
    const metrics = await call.metrics?.inject({ url: "/metrics" });
    const counted = metrics?.body
      .split("\n")
      .filter((line) => line.startsWith("confab_moderation_actions_total"));
    expect(counted).toEqual([
      'confab_moderation_actions_total{action="end",outcome="refused"} 1',
      'confab_moderation_actions_total{action="remove",outcome="done"} 1',
      'confab_moderation_actions_total{action="end",outcome="failed"} 1',
    ]);
  });
});
