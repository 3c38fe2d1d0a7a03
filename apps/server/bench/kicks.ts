import { setTimeout as sleep } from "node:timers/promises";
import { request } from "undici";
import { load } from "./load.ts";
import { connect, gather, type Person } from "./people.ts";
import type { Peers } from "./peersProcess.ts";
import type { BenchedServer } from "./serverProcess.ts";

const kicks = 20;
const longestMs = 60_000;

/**
 * Milliseconds from a kick in Matrix until the SFU is told to end the connection, sorted; one for each of 20 kicks.
 * `from`: number of the first person. `pushed`: the homeserver tells the server of the kick; otherwise it has to find out. `withinMs`: the kicks are spread
 * over so long.
 */
export async function measureKicks(
  server: BenchedServer,
  peers: Peers,
  options: { readonly from: number; readonly pushed: boolean; readonly withinMs: number },
): Promise<readonly number[]> {
  // Somebody stays: a homeserver without anybody in a room says nothing about it.
  const all = await gather(peers, { from: options.from, count: kicks + 1, perRoom: kicks + 1 });
  const people = all.slice(1);
  const left = [...all];
  await load(server.url, Infinity, () => left.pop()?.tokenRequest(0));
  await connect(peers, all);
  const removedAt = new Map<string, number>();
  peers.onRemoved = (identity, at) => removedAt.set(identity, at);
  const kickedAt = new Map<string, number>();
  for (const person of people) {
    await peers.tell({ kind: "kick", roomId: person.roomId, userId: person.userId });
    kickedAt.set(person.identity, Date.now());
    if (options.pushed) await push(server, person);
    await sleep(options.withinMs / kicks);
  }
  for (let waited = 0; removedAt.size < kicks && waited < longestMs; waited += 100)
    await sleep(100);
  return [...kickedAt]
    .map(([identity, at]) => (removedAt.get(identity) ?? Infinity) - at)
    .sort((a, b) => a - b);
}

/** What a homeserver sends its application service (`PUT /transactions`). */
async function push(server: BenchedServer, { roomId, userId }: Person): Promise<void> {
  const event = {
    type: "m.room.member",
    room_id: roomId,
    state_key: userId,
    sender: "@moderator:bench.test",
    event_id: `$kick-of-${userId}`,
    origin_server_ts: Date.now(),
    content: { membership: "leave" },
  };
  const answer = await request(
    `${server.internalUrl}/_matrix/app/v1/transactions/${encodeURIComponent(event.event_id)}`,
    {
      method: "PUT",
      headers: { authorization: `Bearer ${server.hsToken}`, "content-type": "application/json" },
      body: JSON.stringify({ events: [event] }),
    },
  );
  const text = await answer.body.text();
  if (answer.statusCode !== 200)
    throw new Error(`the push was refused: ${answer.statusCode} ${text}`);
}
