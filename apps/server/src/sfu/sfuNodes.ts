import { RoomServiceError } from "./roomService.ts";
import type { SfuRooms } from "./sfuRooms.ts";

/**
 * The nodes of one SFU. They share their rooms, so that each of them takes every question and every connection: any one
 * that answers will do.
 */
export interface SfuNodes {
  /** Base URLs of all nodes, the one to be tried first in front. Never empty. */
  inOrder(): readonly string[];
  /** Says that a node did not answer: it is tried last from now on. */
  failed(url: string): void;
}

export function createSfuNodes(first: string, more: readonly string[]): SfuNodes {
  let order: readonly string[] = [...new Set([first, ...more])];
  return {
    inOrder: () => order,
    failed(url) {
      if (!order.includes(url)) return;
      order = [...order.filter((other) => other !== url), url];
    },
  };
}

/**
 * The room service of whichever node answers. That a node refuses, or has no such room, is an answer; when none gives
 * one, this rejects with what the last one did instead. A question may reach two nodes: asking it twice changes nothing.
 */
export function createRoomsOfNodes(nodes: SfuNodes, roomsAt: (url: string) => SfuRooms): SfuRooms {
  const rooms = new Map(nodes.inOrder().map((url) => [url, roomsAt(url)]));

  const ask = async <T>(question: (rooms: SfuRooms) => Promise<T>): Promise<T> => {
    let failure: unknown;
    for (const url of nodes.inOrder()) {
      const node = rooms.get(url);
      if (node === undefined) continue;
      try {
        return await question(node);
      } catch (error) {
        if (isAnswer(error)) throw error;
        nodes.failed(url);
        failure = error;
      }
    }
    throw failure;
  };

  return {
    create: (name) => ask((node) => node.create(name)),
    list: (names) => ask((node) => node.list(names)),
    participants: (room) => ask((node) => node.participants(room)),
    participant: (room, identity) => ask((node) => node.participant(room, identity)),
    remove: (room, identity) => ask((node) => node.remove(room, identity)),
    end: (room) => ask((node) => node.end(room)),
    mute: (room, identity, trackSid) => ask((node) => node.mute(room, identity, trackSid)),
    probe: () => ask((node) => node.probe()),
  };
}

/**
 * A node that is shutting down, or that waits for another in vain, says `unavailable`, and a proxy in front of one that is
 * gone says 502 or the like: that is as good as no answer.
 */
function isAnswer(error: unknown): boolean {
  if (!(error instanceof RoomServiceError)) return false;
  return error.code === "" ? error.status < 500 : error.code !== "unavailable";
}
