import { parseCallLink, parseJson, parseOpenIdToken, parseStoredAccount } from "@confab/protocol";
import type { Person } from "./person.ts";
import { runningStack } from "./runningStack.ts";

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Our moderation API as somebody who is signed in at their browser. */
export interface ModeratorApi {
  readonly userId: string;
  /** `path` is below the room of the call. */
  ask(method: string, path: string, body?: object): Promise<Answer>;
}

/** `link`: of the call. */
export async function moderatorApi(person: Person, link: string): Promise<ModeratorApi> {
  const { origin } = runningStack();
  const stored = await person.page.evaluate(() => localStorage.getItem("confab:account"));
  const account = parseStoredAccount(parseJson(stored ?? ""));
  const roomId = parseCallLink(link)?.roomId;
  if (account === undefined || roomId === undefined) throw new Error("not signed in, or no link");
  const { userId, accessToken } = account;
  const path = `/_matrix/client/v3/user/${encodeURIComponent(userId)}/openid/request_token`;
  const openId = parseOpenIdToken((await ask("POST", origin + path, accessToken, {})).body);
  if (openId === undefined) throw new Error("no OpenID token");
  return {
    userId,
    ask: (method, below, body) =>
      ask(
        method,
        `${origin}/api/v1/rooms/${encodeURIComponent(roomId)}${below}`,
        openId.accessToken,
        body,
      ),
  };
}

async function ask(method: string, url: string, token: string, body?: object): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: parseJson(await answer.text()) };
}
