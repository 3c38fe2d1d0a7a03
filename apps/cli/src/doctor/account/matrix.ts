import { parseCreatedRoom } from "@confab/protocol";
import type { Answer, Ask, Question } from "../network/ask.ts";
import type { Account } from "./account.ts";

/** The client-server API as the doctor's account. Paths are below `/_matrix/client`. */
export interface Matrix {
  readonly account: Account;
  ask(method: NonNullable<Question["method"]>, path: string, body?: unknown): Promise<Answer>;
}

export function createMatrix(homeserverUrl: string, account: Account, ask: Ask): Matrix {
  return {
    account,
    ask: (method, path, body) =>
      ask({
        method,
        url: `${homeserverUrl}/_matrix/client${path}`,
        token: account.accessToken,
        ...(body === undefined ? {} : { body }),
      }),
  };
}

/** A private room that nobody else ever sees, for as long as `use` takes. Undefined when none can be made. */
export async function withRoom<T>(
  matrix: Matrix,
  use: (roomId: string) => Promise<T>,
): Promise<T | undefined> {
  const made = await matrix.ask("POST", "/v3/createRoom", {
    preset: "private_chat",
    name: "Confab doctor",
    creation_content: { "m.federate": false },
  });
  const roomId = parseCreatedRoom(made.body);
  if (roomId === undefined) return undefined;
  try {
    return await use(roomId);
  } finally {
    const path = `/v3/rooms/${encodeURIComponent(roomId)}`;
    await matrix.ask("POST", `${path}/leave`, {});
    await matrix.ask("POST", `${path}/forget`, {});
  }
}
