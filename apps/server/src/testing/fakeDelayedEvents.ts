import type { ClientApi } from "../homeserver/clientApi.ts";
import { readRetryAfter } from "../http/retryAfter.ts";
import type { FakeAnswer, RecordedRequest } from "./fakeHttp.ts";

interface FakeDelayedEvent {
  readonly userId: string;
  readonly roomId: string;
  readonly delayMs: number;
  /** From when the delay counts. Milliseconds since the Unix epoch. */
  since: number;
}

/** What somebody asked for, in order. */
interface FakeDelayedEventRequest {
  readonly action: string;
  readonly delayId: string;
  readonly at: number;
  /** `Authorization`, and whom the application service acts as. */
  readonly authorization: string | undefined;
  readonly asUser: string | null;
}

/**
 * The delayed events of a homeserver (MSC4140), as Synapse 1.163 answers: whoever knows an id can act on it without a
 * token, and one that was sent, cancelled or is over is a 404.
 */
export interface FakeDelayedEvents {
  readonly requests: readonly FakeDelayedEventRequest[];
  /** Ids of those that somebody sent before their time. */
  readonly sent: readonly string[];
  schedule(
    delayId: string,
    options?: { readonly userId?: string; readonly roomId?: string; readonly delayMs?: number },
  ): void;
  /** Still there: neither sent nor cancelled nor over. */
  isPending(delayId: string): boolean;
  /** How often something was asked for, of one event or of all. */
  count(action: string, delayId?: string): number;
  /** Undefined for what is not a request about them. */
  answer(request: RecordedRequest): FakeAnswer | undefined;
  /** Answers of the test's own, tried first. */
  override: (delayId: string, action: string) => FakeAnswer | undefined;
  /**
   * The same without HTTP, for one homeserver that is everybody's. Rejects where the answer has status 0; the answer
   * comes when `holdAnswer` resolves.
   */
  readonly clientApi: ClientApi;
  holdAnswer: (delayId: string, action: string) => Promise<void>;
}

const notFound: FakeAnswer = { status: 404, body: { errcode: "M_NOT_FOUND" } };
const path =
  /^\/_matrix\/client\/unstable\/org\.matrix\.msc4140\/delayed_events\/([^/]+)(?:\/([a-z]+))?$/;

export function createFakeDelayedEvents(now: () => number = Date.now): FakeDelayedEvents {
  const events = new Map<string, FakeDelayedEvent>();
  const requests: FakeDelayedEventRequest[] = [];
  const sent: string[] = [];

  function pending(delayId: string): FakeDelayedEvent | undefined {
    const event = events.get(delayId);
    return event !== undefined && now() < event.since + event.delayMs ? event : undefined;
  }

  function act(delayId: string, action: string): FakeAnswer {
    const event = pending(delayId);
    if (event === undefined) return notFound;
    if (action === "restart") {
      event.since = now();
      return { body: {} };
    }
    if (action !== "send" && action !== "cancel") return notFound;
    events.delete(delayId);
    if (action === "send") sent.push(delayId);
    return { body: {} };
  }

  function describe(delayId: string, asUser: string | null): FakeAnswer {
    const event = pending(delayId);
    if (event === undefined || event.userId !== asUser) return notFound;
    return { body: { delay_id: delayId, room_id: event.roomId, delay_ms: event.delayMs } };
  }

  const fake: FakeDelayedEvents = {
    requests,
    sent,
    schedule(delayId, { userId = "@u:hs", roomId = "!room", delayMs = 60_000 } = {}) {
      events.set(delayId, { userId, roomId, delayMs, since: now() });
    },
    isPending: (delayId) => pending(delayId) !== undefined,
    count: (action, delayId) =>
      requests.filter(
        (request) =>
          request.action === action && (delayId === undefined || request.delayId === delayId),
      ).length,
    answer(request) {
      const [matched, escaped = "", action] = path.exec(request.path) ?? [];
      if (matched === undefined) return undefined;
      const delayId = decodeURIComponent(escaped);
      const asUser = request.query.get("user_id");
      if (request.method === "GET") return describe(delayId, asUser);
      if (request.method !== "POST" || action === undefined) return undefined;
      const { authorization } = request.headers;
      requests.push({ action, delayId, at: now(), authorization, asUser });
      return fake.override(delayId, action) ?? act(delayId, action);
    },
    override: () => undefined,
    holdAnswer: async () => {},
    clientApi: {
      locate: async () => {},
      async request(_serverName, { method, path: asked, asUser, body }) {
        const answer = fake.answer({
          method,
          path: asked,
          query: new URLSearchParams(asUser === undefined ? {} : { user_id: asUser }),
          headers: asUser === undefined ? {} : { authorization: "Bearer as-token" },
          body: JSON.stringify(body),
        });
        const { delayId = "", action = "" } = requests.at(-1) ?? {};
        await fake.holdAnswer(delayId, action);
        const { status = 200, headers = {}, body: content = {} } = answer ?? notFound;
        if (status === 0) throw new Error("nobody answers");
        const retryAfterMs = readRetryAfter(headers["retry-after"], content, now());
        return { status, body: content, retryAfterMs };
      },
    },
  };
  return fake;
}
