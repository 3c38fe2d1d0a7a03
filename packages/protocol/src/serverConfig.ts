import * as v from "valibot";

const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const httpUrl = v.pipe(v.string(), v.url(), v.regex(/^https?:\/\//));

const serverConfig = v.object({
  /** Where the Confab server listens. */
  bind: v.object({ host: v.string(), port }),
  /** The one origin that browsers use, without a trailing slash. */
  publicUrl: httpUrl,
  /** Matrix server name of our homeserver. */
  serverName: v.pipe(v.string(), v.minLength(1)),
  /** Our homeserver as this process reaches it, and the application service's tokens (secrets). */
  homeserver: v.object({ url: httpUrl, asToken: v.string(), hsToken: v.string() }),
  /** Our SFU as this process reaches it, and its API key (secret). */
  sfu: v.object({ url: httpUrl, apiKey: v.string(), apiSecret: v.string() }),
  /** Our TURN server, null when there is none. */
  turn: v.nullable(v.object({ host: v.string(), port })),
  /** Homeservers whose users may create SFU rooms; `*` alone means all. */
  fullAccessHomeservers: v.array(v.string()),
  /** Networks (CIDR) that look-ups of other homeservers may reach although they are private. */
  allowedNetworks: v.array(v.string()),
  /** Networks (CIDR) of reverse proxies whose `X-Forwarded-For` is believed. Without it: this machine alone. */
  trustedProxies: v.optional(v.array(v.string())),
  /** Guest accounts: how many one address may make per hour, and how long they live. */
  guests: v.object({
    enabled: v.boolean(),
    perAddressPerHour: v.pipe(v.number(), v.integer(), v.minValue(1)),
    lifetimeMs: v.pipe(v.number(), v.minValue(1000)),
  }),
  dataDir: v.string(),
  /** The built web app. */
  webRoot: v.string(),
  logLevel: v.picklist(["debug", "info", "warn", "error", "silent"]),
});

/** Configuration of the Confab server: the JSON file that `CONFAB_CONFIG` names. Holds secrets: mode 0600. */
export type ServerConfig = v.InferOutput<typeof serverConfig>;

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
