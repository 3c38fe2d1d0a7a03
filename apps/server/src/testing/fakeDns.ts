import { createSocket } from "node:dgram";
import { onTestFinished } from "vitest";

/** What a name has in DNS. */
export interface DnsRecords {
  readonly addresses?: readonly string[];
  /** The name is another name for this one. */
  readonly alias?: string;
  readonly services?: readonly { readonly host: string; readonly port: number }[];
}

export interface FakeDns {
  /** `address:port` */
  readonly address: string;
  /** Names that were asked for, with the type: `hs.test A`. */
  readonly asked: readonly string[];
}

const typeNumbers = { A: 1, CNAME: 5, AAAA: 28, SRV: 33 } as const;
type RecordType = keyof typeof typeNumbers;

/** A DNS server on loopback (RFC 1035) that asks `look` anew for every question; undefined: it does not answer. */
export async function startFakeDns(
  look: (name: string, type: RecordType) => DnsRecords | undefined,
): Promise<FakeDns> {
  const asked: string[] = [];
  const socket = createSocket("udp4");
  socket.on("message", (message, sender) => {
    const { name, type, question } = readQuestion(message);
    asked.push(`${name} ${type}`);
    const records = look(name, type);
    if (records === undefined) return;
    const answers = toAnswers(name, type, records);
    const header = Buffer.alloc(12);
    message.copy(header, 0, 0, 2);
    // An answer, of a server that asks others for us.
    header.writeUInt16BE(0x8180, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(answers.length, 6);
    socket.send(Buffer.concat([header, question, ...answers]), sender.port, sender.address);
  });
  await new Promise<void>((resolve) => {
    socket.bind(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    socket.close();
  });
  return { address: `127.0.0.1:${socket.address().port}`, asked };
}

function readQuestion(message: Buffer) {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  const number = message.readUInt16BE(at + 1);
  const types: readonly RecordType[] = ["A", "CNAME", "AAAA", "SRV"];
  const type = types.find((candidate) => typeNumbers[candidate] === number);
  if (type === undefined) throw new Error(`the fake DNS server knows no records of type ${number}`);
  return { name: labels.join("."), type, question: message.subarray(12, at + 5) };
}

function toAnswers(name: string, type: RecordType, records: DnsRecords): readonly Buffer[] {
  const { addresses = [], alias, services = [] } = records;
  const owner = alias ?? name;
  const isWanted = (address: string) => type === (address.includes(":") ? "AAAA" : "A");
  return [
    ...(alias === undefined ? [] : [record(name, "CNAME", encodeName(alias))]),
    ...addresses.filter(isWanted).map((address) => record(owner, type, encodeAddress(address))),
    ...(type === "SRV" ? services : []).map(({ host, port }, index) => {
      const numbers = Buffer.alloc(6);
      numbers.writeUInt16BE(index, 0);
      numbers.writeUInt16BE(port, 4);
      return record(owner, "SRV", Buffer.concat([numbers, encodeName(host)]));
    }),
  ];
}

function record(name: string, type: RecordType, data: Buffer): Buffer {
  const fields = Buffer.alloc(10);
  fields.writeUInt16BE(typeNumbers[type], 0);
  fields.writeUInt16BE(1, 2);
  fields.writeUInt16BE(data.length, 8);
  return Buffer.concat([encodeName(name), fields, data]);
}

function encodeName(name: string): Buffer {
  const labels = name.split(".").map((label) => {
    const text = Buffer.from(label, "latin1");
    return Buffer.concat([Buffer.from([text.length]), text]);
  });
  return Buffer.concat([...labels, Buffer.from([0])]);
}

/** IPv6 addresses must be written out: eight groups. */
function encodeAddress(address: string): Buffer {
  if (!address.includes(":")) return Buffer.from(address.split(".").map(Number));
  return Buffer.from(
    address
      .split(":")
      .map((group) => group.padStart(4, "0"))
      .join(""),
    "hex",
  );
}
