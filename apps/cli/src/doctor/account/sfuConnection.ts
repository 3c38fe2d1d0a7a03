import {
  type IceCandidate,
  type IceCredentials,
  formatSilentAnswer,
  parseIceCredentials,
  parseTrickledCandidate,
} from "@confab/protocol";
import {
  LeaveRequest,
  SessionDescription,
  SignalRequest,
  SignalResponse,
  SignalTarget,
} from "@livekit/protocol";

/** What the SFU says to somebody who joins, up to the point where media would begin. */
export interface SfuConnection {
  readonly version: string;
  /** Servers that the SFU gives to clients. */
  readonly iceServers: readonly {
    readonly urls: readonly string[];
    readonly username: string;
    /** A secret. */
    readonly credential: string;
  }[];
  /** Where it can be reached, by its own account. */
  readonly candidates: readonly IceCandidate[];
  readonly credentials: IceCredentials;
  /** Agrees to the SFU's offer, so that it answers checks signed with these credentials. */
  agree(own: IceCredentials): void;
  /** Says goodbye. */
  close(): void;
}

/** Joins over LiveKit's signalling (protobuf over a WebSocket). Rejects when that fails or takes 10 s. */
export type ConnectSfu = (grant: {
  readonly url: string;
  readonly jwt: string;
}) => Promise<SfuConnection>;

const timeoutMs = 10_000;
/** LiveKit marks its last candidate; one that does not is given this long. */
const candidatesMs = 2_000;
/** Of LiveKit's signalling: the SFU offers first, as it did before it could do with one connection. */
const protocolVersion = 15;

export const connectSfu: ConnectSfu = async ({ url, jwt }) => {
  const base = url.replace(/^http/, "ws").replace(/\/+$/, "");
  const query = new URLSearchParams({
    access_token: jwt,
    protocol: String(protocolVersion),
    auto_subscribe: "0",
  });
  const socket = new WebSocket(`${base}/rtc?${query.toString()}`);
  socket.binaryType = "arraybuffer";
  const send = (message: SignalRequest["message"]) => {
    socket.send(new SignalRequest({ message }).toBinary());
  };
  try {
    const { join, offer, candidates } = await firstMessages(socket);
    const credentials = parseIceCredentials(offer.sdp);
    if (credentials === undefined) throw new Error("an offer without credentials");
    return {
      version: join.serverInfo?.version ?? join.serverVersion,
      iceServers: join.iceServers,
      candidates,
      credentials,
      agree(own) {
        const sdp = formatSilentAnswer(offer.sdp, own);
        const { id } = offer;
        send({ case: "answer", value: new SessionDescription({ type: "answer", sdp, id }) });
      },
      close() {
        send({ case: "leave", value: new LeaveRequest() });
        socket.close();
      },
    };
  } catch (error) {
    socket.close();
    throw error;
  }
};

async function firstMessages(socket: WebSocket) {
  const candidates: IceCandidate[] = [];
  let join: Extract<SignalResponse["message"], { case: "join" }>["value"] | undefined;
  let offer: SessionDescription | undefined;
  await new Promise<void>((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error("no answer")), timeoutMs);
    const finish = () => {
      clearTimeout(deadline);
      resolve();
    };
    const fail = () => {
      clearTimeout(deadline);
      reject(new Error("the WebSocket is refused or ended"));
    };
    socket.addEventListener("error", fail);
    socket.addEventListener("close", fail);
    socket.addEventListener("message", ({ data }) => {
      if (!(data instanceof ArrayBuffer)) return;
      const { message } = SignalResponse.fromBinary(new Uint8Array(data));
      if (message.case === "join") join = message.value;
      else if (message.case === "leave") fail();
      else if (message.case === "offer") {
        offer = message.value;
        setTimeout(finish, candidatesMs);
      } else if (message.case === "trickle" && message.value.target === SignalTarget.SUBSCRIBER) {
        const candidate = parseTrickledCandidate(message.value.candidateInit);
        if (candidate !== undefined) candidates.push(candidate);
        if (message.value.final) finish();
      }
    });
  });
  if (join === undefined || offer === undefined) throw new Error("no offer");
  return { join, offer, candidates };
}
