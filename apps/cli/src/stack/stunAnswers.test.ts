import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import { stunAnswers } from "./stunAnswers.ts";

/** A STUN server that answers with the request's own transaction id, or with another. */
async function startStun(honest: boolean): Promise<number> {
  const socket = createSocket("udp4");
  onTestFinished(() => {
    socket.close();
  });
  socket.on("message", (request, from) => {
    const answer = Buffer.from(request);
    answer.writeUInt16BE(0x0101, 0);
    if (!honest) answer.fill(0, 8);
    socket.send(answer, from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return socket.address().port;
}

describe("STUN check", () => {
  it("passes when the server answers", async () => {
    const port = await startStun(true);
    expect(await stunAnswers("127.0.0.1", port)(AbortSignal.timeout(2000))).toBe(true);
  });

  it("does not take an answer to another question", async () => {
    const port = await startStun(false);
    expect(await stunAnswers("127.0.0.1", port)(AbortSignal.timeout(100))).toBe(false);
  });

  it("fails when nobody answers in time, also when the time is over already", async () => {
    const check = stunAnswers("127.0.0.1", 9);
    expect(await check(AbortSignal.timeout(50))).toBe(false);
    expect(await check(AbortSignal.abort())).toBe(false);
  });
});
