import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { answersStunBinding, formatStunBinding } from "@confab/protocol";

/** A request that comes before the server listens is lost without a word. */
const repeatMs = 100;

/** A check that passes when a STUN server answers a binding request over UDP (RFC 8489, sections 5 and 6). */
export function stunAnswers(host: string, port: number): (signal: AbortSignal) => Promise<boolean> {
  return async (signal) => {
    const request = formatStunBinding(randomBytes(12));
    const socket = createSocket("udp4");
    let repeat: NodeJS.Timeout | undefined;
    try {
      return await new Promise<boolean>((resolve) => {
        if (signal.aborted) return resolve(false);
        signal.addEventListener("abort", () => resolve(false), { once: true });
        socket.once("error", () => resolve(false));
        socket.on("message", (answer) => {
          if (answersStunBinding(answer, request)) resolve(true);
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
