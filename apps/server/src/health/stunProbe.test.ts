import { createSocket } from "node:dgram";
import { describe, expect, it, onTestFinished } from "vitest";
import { stunProbe } from "./stunProbe.ts";

const transactionId = Buffer.from("twelve bytes");

/** A UDP server on loopback that answers with what `reply` makes of a question. */
async function startUdp(reply: (question: Buffer) => Buffer | undefined) {
  const questions: Buffer[] = [];
  const socket = createSocket("udp4");
  socket.on("message", (question, from) => {
    questions.push(question);
    const answer = reply(question);
    if (answer !== undefined) socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve) => {
    socket.bind(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    socket.close();
  });
  return { server: { host: "127.0.0.1", port: socket.address().port }, questions };
}

function success(question: Buffer): Buffer {
  const answer = Buffer.from(question);
  answer.writeUInt16BE(0x0101, 0);
  return answer;
}

describe("stunProbe", () => {
  it("[SH3] asks for a binding (RFC 8489) and is content with its answer", async () => {
    const { server, questions } = await startUdp(success);
    await stunProbe(server, transactionId, 1_000);
    expect(questions[0]?.toString("hex")).toBe(`000100002112a442${transactionId.toString("hex")}`);
  });

  it.each([
    ["nothing", () => undefined],
    ["a short packet", () => Buffer.from([1, 1])],
    ["an error", (question: Buffer) => success(question).fill(0x11, 1, 2)],
    ["another transaction's answer", (question: Buffer) => success(question).fill(0, 8)],
  ])("[SH3] is not content with %s", async (_what, reply) => {
    const { server } = await startUdp(reply);
    await expect(stunProbe(server, transactionId, 100)).rejects.toThrow("no answer");
  });

  it("[SH3] asks again when a packet was lost", async () => {
    let questions = 0;
    const { server } = await startUdp((question) => {
      questions += 1;
      return questions === 1 ? undefined : success(question);
    });
    await stunProbe(server, transactionId, 2_000);
    expect(questions).toBe(2);
  });
});
