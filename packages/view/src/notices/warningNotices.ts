import { type Call, computed, type ReadonlySignal } from "@confab/core";
import { callNoticeId } from "./callNotice.ts";
import type { Notice } from "./notice.ts";

/** What runs in the call, but not as it should; the most pressing first. */
export function warningNotices(call: Call): ReadonlySignal<readonly Notice[]> {
  return computed(() => {
    const notices: Notice[] = [];
    if (call.playbackBlocked$.value) {
      notices.push({
        id: "warning.playback-blocked",
        severity: "warning",
        action: { id: "resume-playback", run: () => void call.resumePlayback() },
      });
    }
    for (const warning of call.warnings$.value) {
      notices.push({
        id: `warning.${warning}`,
        severity: warning === "no-delayed-leave" || warning === "silenced" ? "info" : "warning",
      });
    }
    const unsent = call.publishProblem$.value;
    if (unsent !== undefined) notices.push({ id: callNoticeId(unsent), severity: "warning" });
    if (call.unknownIdentities$.value.length > 0) {
      notices.push({ id: "warning.unknown-identities", severity: "warning" });
    }
    return notices;
  });
}
