import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";

const documentFile = new URL("../../../../docs/api/openapi.json", import.meta.url);
const methods = ["get", "post", "put", "delete"];

/** What `docs/api/openapi.json` promises. */
export interface DescribedApi {
  /** Such as `GET /api/v1/rooms/{roomId}/call`. */
  readonly operations: readonly string[];
  /** The operation behind a request. Throws when there is none. */
  operation(method: string, url: string): string;
  /** What is wrong with an answer of that operation; empty when nothing is. `body`: undefined when there is none. */
  problems(operation: string, status: number, body: unknown): readonly string[];
  /** What is wrong with the examples in the document. */
  exampleProblems(): readonly string[];
}

export function readDescribedApi(): DescribedApi {
  const document: unknown = JSON.parse(readFileSync(documentFile, "utf8"));
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: "api", ...fields(document) });

  /** Where something is in the document, with references followed. */
  const find = (
    pointer: readonly string[],
  ): { readonly at: readonly string[]; readonly value: unknown } => {
    let at: readonly string[] = [];
    let value = document;
    for (const key of pointer) {
      at = [...at, key];
      value = fields(value)[key];
      const reference = fields(value)["$ref"];
      if (typeof reference === "string") {
        at = reference.slice(2).split("/");
        value = at.reduce((inner: unknown, part) => fields(inner)[part], document);
      }
    }
    return { at, value };
  };
  const schemaProblems = (at: readonly string[], body: unknown): readonly string[] => {
    const pointer = at.map((part) =>
      encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")),
    );
    const validate = ajv.getSchema(`api#/${pointer.join("/")}`);
    if (validate === undefined) return [`no schema at ${at.join(" ")}`];
    if (validate(body) === true) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message }) => `${instancePath}: ${message}`,
    );
  };

  const operations = Object.entries(fields(find(["paths"]).value)).flatMap(([path, item]) =>
    methods
      .filter((method) => method in fields(item))
      .map((method) => `${method.toUpperCase()} ${path}`),
  );

  return {
    operations,
    operation(method, url) {
      const asked = `${method} ${url.replace(/\?.*/, "")}`.split("/");
      const found = operations.find((operation) => {
        const parts = operation.split("/");
        const fits = (part: string, index: number) => part.startsWith("{") || part === asked[index];
        return parts.length === asked.length && parts.every(fits);
      });
      if (found === undefined) throw new Error(`${method} ${url} is not in the description`);
      return found;
    },
    problems(operation, status, body) {
      const [method = "", path = ""] = operation.split(" ");
      const response = find(["paths", path, method.toLowerCase(), "responses", String(status)]);
      if (response.value === undefined) return [`${operation} does not promise ${status}`];
      const content = fields(response.value)["content"];
      if (content === undefined) return body === undefined ? [] : ["a body where there is none"];
      return schemaProblems([...response.at, "content", "application/json", "schema"], body);
    },
    exampleProblems() {
      const problems: string[] = [];
      const walk = (at: readonly string[], value: unknown) => {
        const inner = fields(value);
        if ("example" in inner && "schema" in inner) {
          const found = schemaProblems([...at, "schema"], inner["example"]);
          problems.push(...found.map((problem) => `${at.join(" ")}: ${problem}`));
        }
        for (const [key, next] of Object.entries(inner)) walk([...at, key], next);
      };
      walk([], document);
      return problems;
    },
  };
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
