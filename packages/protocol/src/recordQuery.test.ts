import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatRecordCursor, parseRecordQuery } from "./recordQuery.ts";

const callId = "0123456789abcdef0123456789abcdef";

describe("parseRecordQuery", () => {
  it("[PC5] reads filters, with times in milliseconds or ISO 8601", () => {
    expect(parseRecordQuery({})).toEqual({ query: {} });
    expect(
      parseRecordQuery({
        from: "1700000000000",
        to: "2023-11-15T00:00:00Z",
        kind: "video",
        participant: "@bob:example.com",
        outcome: "missed",
        limit: "100",
        cursor: formatRecordCursor({ startedAt: 5, callId }),
        format: "csv",
      }),
    ).toEqual({
      query: {
        from: 1_700_000_000_000,
        to: Date.UTC(2023, 10, 15),
        kind: "video",
        participant: "@bob:example.com",
        outcome: "missed",
        limit: 100,
        cursor: { startedAt: 5, callId },
        format: "csv",
      },
    });
  });

  it.each([
    [{ from: "1e3" }, "from"],
    [{ from: "2023-11-15" }, "from"],
    [{ to: "2023-99-99T00:00:00Z" }, "to"],
    [{ to: ["1", "2"] }, "to"],
    [{ limit: "0" }, "limit"],
    [{ limit: "101" }, "limit"],
    [{ limit: "-1" }, "limit"],
    [{ participant: "bob" }, "participant"],
    [{ cursor: `5.${callId.toUpperCase()}` }, "cursor"],
    [{ cursor: "5." }, "cursor"],
    [{ outcome: "" }, "outcome"],
    [{ lmit: "5" }, "lmit"],
  ])("[PC5] names what is not right in %j", (query, problem) => {
    expect(parseRecordQuery(query)).toEqual({ problem });
  });

  it("[PC6] reads every cursor as it was written", () => {
    const ids = fc.stringMatching(/^[0-9a-f]{32}$/);
    fc.assert(
      fc.property(fc.nat(2 ** 31), ids, (startedAt, id) => {
        const cursor = formatRecordCursor({ startedAt, callId: id });
        expect(parseRecordQuery({ cursor })).toEqual({
          query: { cursor: { startedAt, callId: id } },
        });
      }),
    );
  });

  it("[PC4] throws for nothing, and lets no number through that is none", () => {
    const anyQuery = fc.dictionary(
      fc.constantFrom("from", "to", "limit", "cursor", "kind", "participant", "other"),
      fc.oneof(
        fc.string(),
        fc.array(fc.string()),
        fc.constantFrom("9".repeat(30), "٣", "-0", "Infinity"),
      ),
    );
    fc.assert(
      fc.property(anyQuery, (input) => {
        const result = parseRecordQuery(input);
        if ("problem" in result) return;
        for (const number of [result.query.from, result.query.to, result.query.limit]) {
          expect(number === undefined || Number.isSafeInteger(number)).toBe(true);
        }
      }),
    );
  });
});
