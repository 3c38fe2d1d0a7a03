import { createSocket } from "node:dgram";

const magicCookie = 0x2112a442;
const bindingRequest = 0x0001;
const bindingSuccess = 0x0101;

/**
 * Asks a STUN or TURN server for a binding (RFC 8489 §5 and §14: 20 bytes, no attributes). Resolves when an answer with
 * our transaction id came; rejects after `timeoutMs`. UDP may lose a packet: the question is repeated every 500 ms.
 */
export async function stunProbe(
  server: { readonly host: string; readonly port: number },
  transactionId: Uint8Array,
  timeoutMs: number,
): Promise<void> {
  const question = Buffer.alloc(20);
  question.writeUInt16BE(bindingRequest, 0);
  question.writeUInt32BE(magicCookie, 4);
  question.set(transactionId.subarray(0, 12), 8);

  const socket = createSocket(server.host.includes(":") ? "udp6" : "udp4");
  const ask = () => {
    socket.send(question, server.port, server.host);
  };
  const repeat = setInterval(ask, 500);
  let deadline: ReturnType<typeof setTimeout> | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      deadline = setTimeout(() => {
        reject(new Error("no answer"));
      }, timeoutMs);
      socket.on("error", reject);
      socket.on("message", (answer) => {
        const answersUs =
          answer.length >= 20 &&
          answer.readUInt16BE(0) === bindingSuccess &&
          answer.subarray(4, 20).equals(question.subarray(4));
        if (answersUs) resolve();
      });
      ask();
    });
  } finally {
    clearInterval(repeat);
    clearTimeout(deadline);
    socket.close();
  }
}
