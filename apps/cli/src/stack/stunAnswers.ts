import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";

const headerLength = 20;
const magicCookie = 0x2112a442;
const bindingRequest = 0x0001;
const bindingSuccess = 0x0101;
/** A request that comes before the server listens is lost without a word. */
const repeatMs = 100;

/** A check that passes when a STUN server answers a binding request over UDP (RFC 8489, sections 5 and 6). */
export function stunAnswers(host: string, port: number): (signal: AbortSignal) => Promise<boolean> {
  return async (signal) => {
    const transaction = randomBytes(12);
    const request = Buffer.alloc(headerLength);
    request.writeUInt16BE(bindingRequest, 0);
    request.writeUInt32BE(magicCookie, 4);
    transaction.copy(request, 8);

    const socket = createSocket("udp4");
    let repeat: NodeJS.Timeout | undefined;
    try {
      return await new Promise<boolean>((resolve) => {
        if (signal.aborted) return resolve(false);
        signal.addEventListener("abort", () => resolve(false), { once: true });
        socket.once("error", () => resolve(false));
        socket.on("message", (answer) => {
          if (answersTransaction(answer, transaction)) resolve(true);
        });
        const send = () => socket.send(request, port, host);
        repeat = setInterval(send, repeatMs);
        send();
      });
    } finally {
      clearInterval(repeat);
      socket.close();
    }
  };
}

function answersTransaction(answer: Buffer, transaction: Buffer): boolean {
  return (
    answer.length >= headerLength &&
    answer.readUInt16BE(0) === bindingSuccess &&
    answer.readUInt32BE(4) === magicCookie &&
    answer.subarray(8, headerLength).equals(transaction)
  );
}
