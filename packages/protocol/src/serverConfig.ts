import * as v from "valibot";

const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const bind = v.object({ host: v.string(), port });
const httpUrl = v.pipe(v.string(), v.url(), v.regex(/^https?:\/\//));
const text = v.pipe(v.string(), v.minLength(1));
const atLeast = (least: number) => v.pipe(v.number(), v.integer(), v.minValue(least));

const tokens = v.object({
  /** How long a token lets somebody in, in seconds. Existing services give an hour. */
  lifetimeSeconds: v.optional(atLeast(60), 3_600),
  /**
   * Whether users of homeservers without full access may publish: `auto` when they ask `/sfu/get` (old clients all
   * publish to one SFU) and not otherwise.
   */
  restrictedPublish: v.optional(v.picklist(["auto", "always", "never"]), "auto"),
  /** Token requests that one user may send per minute, and one address (IPv6: a /64 network). */
  perUserPerMinute: v.optional(atLeast(1), 60),
  perAddressPerMinute: v.optional(atLeast(1), 1_200),
  /** The same for all users together of a homeserver without full access that has never vouched for one of them. */
  perNewHomeserverPerMinute: v.optional(atLeast(1), 30),
});

const unknown = v.picklist(["allow", "deny"]);

const membership = v.object({
  /**
   * How to find out whether a user is in the room: `auto` takes the first way that the homeserver offers of
   * `is_joined` (MSC4502) and `joined_members`; `off` does not ask.
   */
  check: v.optional(v.picklist(["auto", "is_joined", "joined_members", "off"]), "auto"),
  /** What to do when the homeserver does not say: for users with full access and for others. */
  whenUnknown: v.optional(
    v.object({ fullAccess: v.optional(unknown, "deny"), restricted: v.optional(unknown, "deny") }),
    {},
  ),
  /** How often the people in live calls are compared with the people in their rooms. 0: never. */
  intervalMs: v.optional(atLeast(0), 15_000),
  /** What to do with somebody at the SFU whom we gave no token. */
  strangers: v.optional(v.picklist(["report", "remove"]), "report"),
});

const delegation = v.object({
  /**
   * How often the SFU is asked whether the devices that delegated their leave are still there, besides what it tells
   * by itself. 0: never.
   */
  checkIntervalMs: v.optional(atLeast(0), 30_000),
});

const records = v.object({
  enabled: v.optional(v.boolean(), true),
  /** Days after its end that a call's record is deleted. 0: never. */
  retentionDays: v.optional(atLeast(0), 365),
});

const serverConfig = v.object({
  /**
   * `complete`: the one origin that browsers use, with the web app and what is behind it. `service`: the MatrixRTC
   * backend alone, beside a homeserver and an SFU of somebody else.
   */
  mode: v.optional(v.picklist(["complete", "service"]), "complete"),
  /** Where the Confab server listens. */
  bind,
  /** Certificate chain and private key (PEM files), when nothing before us speaks TLS. */
  tls: v.optional(v.object({ certificateFile: text, keyFile: text })),
  /**
   * A second listener, for the homeserver and the SFU alone: application service (MSC4512, transactions) and webhooks.
   * Without it they are part of the first in mode `service`, and missing in mode `complete`.
   */
  internalBind: v.optional(bind),
  /** Listener of `/metrics`. Without it there is none. */
  metricsBind: v.optional(bind),
  /** The one origin that browsers use, without a trailing slash. */
  publicUrl: httpUrl,
  /** Matrix server name of our homeserver. */
  serverName: text,
  /**
   * Our homeserver as this process reaches it, and the application service's tokens (secrets). Without it nobody can
   * be asked about rooms, and every user is one of another homeserver.
   */
  homeserver: v.optional(v.object({ url: httpUrl, asToken: v.string(), hsToken: v.string() })),
  /**
   * Our SFU as this process reaches it, and its API key (secret). `publicUrl`: as clients reach it; without it, below
   * our own public URL. `moreUrls`: other nodes of the same SFU, asked when one does not answer.
   */
  sfu: v.object({
    url: httpUrl,
    publicUrl: v.optional(v.pipe(v.string(), v.url(), v.regex(/^(wss?|https?):\/\//))),
    moreUrls: v.optional(v.array(httpUrl), []),
    apiKey: v.string(),
    apiSecret: v.string(),
  }),
  /** Our TURN server, null when there is none. */
  turn: v.nullable(v.object({ host: v.string(), port })),
  /** Homeservers whose users may create SFU rooms; `*` alone means all. */
  fullAccessHomeservers: v.array(v.string()),
  /** When given, users of other homeservers than these are refused without asking theirs. */
  onlyHomeservers: v.optional(v.array(text)),
  /** Base URLs of homeservers' client-server APIs, by server name, where their own discovery is not to be asked. */
  clientApiOverrides: v.optional(v.record(text, httpUrl), {}),
  /** Networks (CIDR) that look-ups of other homeservers may reach although they are private. */
  allowedNetworks: v.array(v.string()),
  /** Takes whatever certificate another homeserver shows. For tests alone: anybody in between can be any user. */
  trustAnyCertificate: v.optional(v.boolean(), false),
  /** Networks (CIDR) of reverse proxies whose `X-Forwarded-For` is believed. Without it: this machine alone. */
  trustedProxies: v.optional(v.array(v.string())),
  tokens: v.optional(tokens, {}),
  membership: v.optional(membership, {}),
  delegation: v.optional(delegation, {}),
  records: v.optional(records, {}),
  /** Guest accounts: how many one address may make per hour, and how long they live. */
  guests: v.object({
    enabled: v.boolean(),
    perAddressPerHour: v.pipe(v.number(), v.integer(), v.minValue(1)),
    lifetimeMs: v.pipe(v.number(), v.minValue(1000)),
  }),
  /** PostgreSQL, for several replicas (the URL is a secret). Without it: SQLite in `dataDir`. */
  database: v.optional(
    v.object({
      url: v.pipe(v.string(), v.regex(/^postgres(ql)?:\/\//, "must be a postgres:// URL")),
      maxConnections: v.optional(atLeast(1), 10),
    }),
  ),
  /** Folder of the SQLite database. Without it and without PostgreSQL everything is in memory, and gone at the end. */
  dataDir: v.optional(text),
  /** The built web app. */
  webRoot: v.optional(text),
  logLevel: v.picklist(["debug", "info", "warn", "error", "silent"]),
});

/** Configuration of the Confab server: the JSON file that `CONFAB_CONFIG` names. Holds secrets: mode 0600. */
export type ServerConfig = v.InferOutput<typeof serverConfig>;

/** The same as it is written: what has a default may be left out. */
export type ServerConfigInput = v.InferInput<typeof serverConfig>;

/** Returns the configuration, or one line per problem, each starting with the path of the field. */
export function parseServerConfig(
  input: unknown,
): { readonly config: ServerConfig } | { readonly problems: readonly string[] } {
  const result = v.safeParse(serverConfig, input);
  if (result.success) return { config: result.output };
  return {
    problems: result.issues.map((issue) => `${v.getDotPath(issue) ?? "(root)"}: ${issue.message}`),
  };
}
