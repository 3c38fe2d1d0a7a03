import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as v from "valibot";

/** A secret in a log. Says which kind, never which. */
interface Leak {
  readonly log: string;
  readonly kind: string;
  readonly times: number;
}

/** What gives a secret away whoever made it: Synapse's tokens and delay ids, JWTs, and tokens in URLs. */
const shapes: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ["access token", /\bsyt_\w{8,}/g],
  ["delay id", /\bsyd_\w{8,}/g],
  ["JWT", /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g],
  ["token in a URL", /[?&]access_token=(?!<redacted>|\[hidden\])[^&\s"]+/g],
];

/** Tables of Synapse with secrets in them, and the column. */
const tables = [
  ["access_tokens", "token", "access token"],
  ["open_id_tokens", "token", "OpenID token"],
  ["delayed_events", "delay_id", "delay id"],
] as const;

/** Not secrets: they only name one. */
const publicSecretNames: ReadonlySet<string> = new Set(["sfuApiKey"]);

/**
 * Searches every log of the stack with this data folder: for the secrets that it was made with, for the tokens that its
 * homeserver knows, for `more`, and for everything that has the shape of a token.
 */
export function findLeaks(dataDir: string, more: ReadonlyMap<string, string> = new Map()): Leak[] {
  const secrets = new Map([...secretsOfStack(dataDir), ...secretsOfHomeserver(dataDir), ...more]);
  return readLogs(dataDir).flatMap(([log, text]) => {
    const found = new Map<string, number>();
    const count = (kind: string, times: number) => {
      if (times > 0) found.set(kind, (found.get(kind) ?? 0) + times);
    };
    for (const [secret, kind] of secrets) count(kind, text.split(secret).length - 1);
    for (const [kind, pattern] of shapes) count(kind, text.match(pattern)?.length ?? 0);
    return [...found].map(([kind, times]) => ({ log, kind, times }));
  });
}

/** Throws when a log of one of these stacks holds a secret. The message says where, and which kind. */
export function requireNoLeaks(dataDirs: readonly string[]): void {
  const leaks = dataDirs.flatMap((dataDir) => findLeaks(dataDir));
  if (leaks.length > 0) throw new Error(`Secrets in the logs: ${JSON.stringify(leaks)}`);
}

/** All logs, those of earlier starts too, with their names. */
export function readLogs(dataDir: string): readonly (readonly [name: string, text: string])[] {
  const folder = join(dataDir, "logs");
  return readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]);
}

const fileOfSecrets = v.record(
  v.string(),
  v.union([
    v.string(),
    v.pipe(
      v.object({ seed: v.string() }),
      v.transform(({ seed }) => seed),
    ),
  ]),
);

function secretsOfStack(dataDir: string): ReadonlyMap<string, string> {
  const path = join(dataDir, "secrets.json");
  if (!existsSync(path)) return new Map();
  const content = v.parse(fileOfSecrets, JSON.parse(readFileSync(path, "utf8")));
  const secrets = Object.entries(content).filter(([name]) => !publicSecretNames.has(name));
  return new Map(secrets.map(([name, secret]) => [secret, name]));
}

/** Also of people who only ever were in a browser: the homeserver remembers what it gave them. */
function secretsOfHomeserver(dataDir: string): ReadonlyMap<string, string> {
  const path = join(dataDir, "homeserver.db");
  if (!existsSync(path)) return new Map();
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = tables.flatMap(([table, column, kind]) =>
      database
        .prepare(`SELECT ${column} AS secret FROM ${table}`)
        .all()
        .map(({ secret }) => [String(secret), kind] as const),
    );
    return new Map(rows);
  } finally {
    database.close();
  }
}
