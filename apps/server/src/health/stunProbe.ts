import { createSocket } from "node:dgram";
import { answersStunBinding, formatStunBinding } from "@confab/protocol";

/**
 * Asks a STUN or TURN server for a binding (RFC 8489 §5 and §14: 20 bytes, no attributes). Resolves when an answer with
 * our transaction id came; rejects after `timeoutMs`. UDP may lose a packet: the question is repeated every 500 ms.
 */
export async function stunProbe(
  server: { readonly host: string; readonly port: number },
  transactionId: Uint8Array,
  timeoutMs: number,
): Promise<void> {
  const question = formatStunBinding(transactionId);
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
        if (answersStunBinding(answer, question)) resolve();
      });
      ask();
    });
  } finally {
    clearInterval(repeat);
    clearTimeout(deadline);
    socket.close();
  }
}
