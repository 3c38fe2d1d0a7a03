import * as v from "valibot";
import type { MatrixUser } from "./matrixUser.ts";

/** What an authorisation service says to a request for a token. `grant` only with status 200. */
export interface TokenAnswer {
  readonly status: number;
  readonly errcode: string | undefined;
  readonly grant: { readonly url: string; readonly jwt: string } | undefined;
}

const answer = v.object({
  errcode: v.optional(v.string()),
  url: v.optional(v.string()),
  jwt: v.optional(v.string()),
});

export const slotId = "m.call#ROOM";

/** Asks with the oldest form, which clients of `oldest_membership` calls use. `extra` goes over what a client would send. */
export async function askSfuGet(
  serviceUrl: string,
  user: MatrixUser,
  roomId: string,
  extra: object = {},
): Promise<TokenAnswer> {
  return post(`${serviceUrl}/sfu/get`, {
    room: roomId,
    openid_token: await user.openIdToken(),
    device_id: user.deviceId,
    ...extra,
  });
}

/** Asks with the form that clients with an SFU of their own use. */
export async function askGetToken(
  serviceUrl: string,
  user: MatrixUser,
  roomId: string,
  extra: object = {},
): Promise<TokenAnswer> {
  return post(`${serviceUrl}/get_token`, {
    room_id: roomId,
    slot_id: slotId,
    openid_token: await user.openIdToken(),
    member: {
      id: `${user.userId}:${user.deviceId}`,
      claimed_user_id: user.userId,
      claimed_device_id: user.deviceId,
    },
    ...extra,
  });
}

/** The token for a caller who has to be let in. */
export async function grantFrom(
  request: Promise<TokenAnswer>,
): Promise<{ url: string; jwt: string }> {
  const { status, errcode, grant } = await request;
  if (grant === undefined) throw new Error(`no token: ${status} ${errcode}`);
  return grant;
}

async function post(url: string, body: object): Promise<TokenAnswer> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const { errcode, url: sfuUrl, jwt } = v.parse(answer, await response.json());
  return {
    status: response.status,
    errcode,
    grant: sfuUrl === undefined || jwt === undefined ? undefined : { url: sfuUrl, jwt },
  };
}
