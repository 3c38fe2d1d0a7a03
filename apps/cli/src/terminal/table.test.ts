import { expect, it } from "vitest";
import { formatTable } from "./table.ts";

it("aligns columns and leaves no spaces at the end", () => {
  const rows = [
    ["NAME", "PID", "HEALTH"],
    ["sfu", "12345", "up"],
    ["homeserver", "-", "-"],
  ];
  expect(formatTable(rows)).toEqual([
    "NAME        PID    HEALTH",
    "sfu         12345  up",
    "homeserver  -      -",
  ]);
});
