import { readFileSync } from "node:fs";
import * as v from "valibot";
import { writeFileAtomically } from "./atomicFile.ts";

/** Content of a JSON file of ours; undefined when it is missing or does not have the form that `schema` asks. */
export function readJsonFile<TSchema extends v.GenericSchema>(
  path: string,
  schema: TSchema,
): v.InferOutput<TSchema> | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(path, "utf8"));
    const result = v.safeParse(schema, content);
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

/** Readable by this user alone: most of our files name or hold secrets. */
export function writeJsonFile(path: string, content: unknown): void {
  writeFileAtomically(path, `${JSON.stringify(content, null, 2)}\n`, 0o600);
}
