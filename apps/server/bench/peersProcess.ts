import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { PeersCounts, PeersMessage, PeersOrder } from "./peersMessages.ts";

/** The homeserver and the SFU of the benchmark, in their own process. */
export interface Peers {
  readonly url: string;
  /** Resolves with the number of requests so far when the order is carried out. */
  tell(order: PeersOrder): Promise<PeersCounts>;
  /** Hears of every connection that the server ended: the identity, and when (milliseconds since the Unix epoch). */
  onRemoved: (identity: string, at: number) => void;
  stop(): Promise<void>;
}

export async function startPeers(): Promise<Peers> {
  const child = fork(join(import.meta.dirname, "peers.ts"));
  const { promise: listening, resolve: listens } = Promise.withResolvers<number>();
  let obeyed: (counts: PeersCounts) => void = () => {};
  child.on("message", (message: PeersMessage) => {
    if (message.kind === "listening") listens(message.port);
    else if (message.kind === "removed") peers.onRemoved(message.identity, message.at);
    else obeyed(message.counts);
  });
  const peers: Peers = {
    url: `http://127.0.0.1:${await listening}`,
    onRemoved() {},
    tell: (order) =>
      new Promise((resolve) => {
        obeyed = resolve;
        child.send(order);
      }),
    async stop() {
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
  return peers;
}
