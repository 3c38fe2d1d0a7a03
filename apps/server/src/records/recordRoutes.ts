import { Readable } from "node:stream";
import {
  defaultRecordLimit,
  formatRecordCursor,
  mostRecords,
  parseRecordQuery,
  type RecordQuery,
} from "@confab/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Authenticate } from "../api/authenticate.ts";
import { roomIdOf } from "../api/pathIds.ts";
import { MatrixError } from "../http/matrixError.ts";
import type { Clock } from "../time/clock.ts";
import type { RecordAccess } from "./recordAccess.ts";
import { formatCsv } from "./recordCsv.ts";
import type { RecordEraser } from "./recordEraser.ts";
import type { RecordReader, RecordSelection } from "./recordReader.ts";

export interface RecordRoutesDeps {
  readonly authenticate: Authenticate;
  readonly access: RecordAccess;
  readonly reader: RecordReader;
  readonly eraser: RecordEraser;
  readonly clock: Clock;
}

export const roomCallsPath = "/api/v1/rooms/:roomId/calls";
export const roomCallPath = `${roomCallsPath}/:callId`;
export const ownCallsPath = "/api/v1/me/calls";

/** In more rooms than these nobody looks at all calls at once. */
const mostRooms = 200;

/** Reading and deleting call records (`docs/call-records.md`). */
export function recordRoutes(app: FastifyInstance, deps: RecordRoutesDeps): void {
  const { authenticate, access, reader, eraser, clock } = deps;

  app.get(roomCallsPath, async (request, reply) => {
    const { userId } = await authenticate(request);
    const roomId = roomIdOf(request);
    const query = queryOf(request);
    await access.requireMember(roomId, userId);
    return answer(request, reply, { rooms: [roomId], query });
  });

  app.get(ownCallsPath, async (request, reply) => {
    const { userId } = await authenticate(request);
    const query = queryOf(request);
    const { rooms, complete } = await access.joinedOf(
      await reader.roomsOf(userId, mostRooms),
      userId,
    );
    return answer(request, reply, { rooms, ofUser: userId, query }, complete);
  });

  app.delete<{ Params: { callId: string } }>(roomCallPath, async (request, reply) => {
    const { userId } = await authenticate(request);
    const roomId = roomIdOf(request);
    await access.requireEraser(roomId, userId);
    const result = await eraser.erase(roomId, request.params.callId);
    if (result === "missing") {
      throw new MatrixError(404, "M_NOT_FOUND", "There is no such call in this room");
    }
    if (result === "ongoing") {
      throw new MatrixError(409, "CONFAB_CALL_ONGOING", "The call is not over yet");
    }
    request.log.info({ roomId, userId, callId: request.params.callId }, "call record deleted");
    return reply.code(204).send();
  });

  app.delete(roomCallsPath, async (request) => {
    const { userId } = await authenticate(request);
    const roomId = roomIdOf(request);
    await access.requireEraser(roomId, userId);
    const deleted = await eraser.eraseRoom(roomId, clock.now());
    request.log.info({ roomId, userId, count: deleted }, "call records of a room deleted");
    return { deleted };
  });

  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    { query, ...selection }: Omit<RecordSelection, "limit">,
    complete = true,
  ): Promise<FastifyReply> {
    void reply.header("vary", "Accept").header("cache-control", "no-store");
    if (!wantsCsv(request, query)) {
      const limit = query.limit ?? defaultRecordLimit;
      const { calls, next } = await reader.page({ ...selection, query, limit });
      return reply.send({
        calls,
        ...(next === undefined ? {} : { nextCursor: formatRecordCursor(next) }),
        ...(complete ? {} : { incomplete: true }),
      });
    }
    if (query.limit !== undefined || query.cursor !== undefined) {
      throw new MatrixError(400, "M_INVALID_PARAM", "The table has all calls, not pages of them");
    }
    // Nobody could tell that something is missing in a table.
    if (!complete) {
      throw new MatrixError(
        502,
        "M_UNKNOWN",
        "The homeserver does not say for all rooms whether you are in them",
      );
    }
    const next = (cursor: RecordQuery["cursor"]) =>
      reader.page({ ...selection, query: { ...query, cursor }, limit: mostRecords });
    return reply
      .type("text/csv; charset=utf-8; header=present")
      .header("content-disposition", 'attachment; filename="calls.csv"')
      .send(Readable.from(formatCsv(await next(undefined), next)));
  }
}

function queryOf({ query }: FastifyRequest): RecordQuery {
  const read = parseRecordQuery(query);
  if ("query" in read) return read.query;
  throw new MatrixError(
    400,
    "M_INVALID_PARAM",
    `The query parameter \`${read.problem}\` is not understood`,
  );
}

function wantsCsv({ headers }: FastifyRequest, { format }: RecordQuery): boolean {
  if (format !== undefined) return format === "csv";
  return headers.accept?.toLowerCase().includes("text/csv") ?? false;
}
