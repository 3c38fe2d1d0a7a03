import { bad, type Check, note, ok } from "../check.ts";
import type { Instruments } from "../site/instruments.ts";
import { livekitToken, type SfuKey, webhookToken } from "./livekitToken.ts";

type Means = Pick<Instruments, "ask" | "now" | "randomBytes">;

/** That the key is the SFU's. `sfuUrl`: http(s). Its API need not be public. */
export async function sfuApiCheck(
  sfuUrl: string,
  key: SfuKey,
  { ask, now }: Means,
): Promise<Check> {
  const { status, failure } = await ask({
    method: "POST",
    url: `${sfuUrl}/twirp/livekit.RoomService/ListRooms`,
    token: livekitToken(key, now(), { video: { roomList: true } }),
    body: { names: ["confab-doctor"] },
  });
  switch (status) {
    case 200:
      return ok("The SFU's API accepts the key");
    case 401:
      return bad(
        "The SFU's API refuses the key",
        "use a key and secret from livekit.yaml (keys or key_file), here and in the authorisation service",
      );
    case 403:
    case 404:
    case 405:
      return note(
        `The SFU's API is not reachable at ${sfuUrl}, which is as it should be for strangers`,
        "to check it, run the doctor beside the SFU with LIVEKIT_URL=http://127.0.0.1:7880",
      );
    default:
      return bad(
        `The SFU's API does not answer at ${sfuUrl} (${failure || `status ${status}`})`,
        "start LiveKit, and see its log; the authorisation service needs this address, too",
      );
  }
}

/**
 * Whether LiveKit would make a room for anybody who has a token. Asks its `/rtc/validate` about a room that does not
 * exist, which changes nothing: 404 says no, 200 says yes.
 */
export async function autoCreateCheck(
  sfuUrl: string,
  key: SfuKey,
  { ask, now, randomBytes }: Means,
): Promise<Check> {
  const room = `doctor-${Buffer.from(randomBytes(12)).toString("hex")}`;
  const token = livekitToken(key, now(), { video: { roomJoin: true, room } });
  const { status, failure } = await ask({ url: `${sfuUrl}/rtc/validate`, token });
  if (status === 404) return ok("The SFU makes no rooms by itself");
  if (status === 200) {
    return bad(
      "The SFU makes a room for every token: users of all homeservers can start calls on it",
      "livekit.yaml: room: {auto_create: false}",
    );
  }
  return bad(
    `The SFU could not be asked whether it makes rooms by itself (${failure || `status ${status}`})`,
    status === 401 ? "use a key and secret from livekit.yaml" : "start LiveKit, and see its log",
  );
}

/** Whether the authorisation service would believe the SFU: sends it an event that means nothing, signed as the SFU signs. */
export async function webhookCheck(
  serviceUrl: string,
  key: SfuKey,
  { ask, now, randomBytes }: Means,
): Promise<Check> {
  const url = `${serviceUrl}/sfu_webhook`;
  const event = {
    event: "doctor_probe",
    id: `EV_doctor_${Buffer.from(randomBytes(6)).toString("hex")}`,
    createdAt: String(Math.floor(now() / 1000)),
  };
  const authorization = webhookToken(key, now(), JSON.stringify(event));
  const { status, failure, body } = await ask({
    method: "POST",
    url,
    headers: { authorization },
    body: event,
  });
  const accepted =
    typeof body === "object" && body !== null && "accepted" in body ? body.accepted : undefined;
  if (status === 200 && accepted === true)
    return ok("The authorisation service believes the SFU's webhooks");
  if (status === 200 && accepted === false) {
    return bad(
      `${url} does not believe webhooks signed with this key`,
      "livekit.yaml: webhook: {api_key: <the authorisation service's key>}, and see that the clocks agree",
    );
  }
  if (status === 200) {
    return note(`${url} answers, and does not say whether it believes the SFU`);
  }
  return bad(
    `Webhooks do not reach the authorisation service at ${url} (${failure || `status ${status}`})`,
    `let the reverse proxy pass it on, and livekit.yaml: webhook: {urls: ["${url}"]}`,
  );
}
