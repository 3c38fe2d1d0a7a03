import { describe, expect, it } from "vitest";
import { environmentConfig } from "./environmentConfig.ts";

const enough = {
  LIVEKIT_URL: "wss://sfu.test/livekit",
  LIVEKIT_KEY: "key",
  LIVEKIT_SECRET: "sfu-secret",
  LIVEKIT_FULL_ACCESS_HOMESERVERS: "example.com, other.test",
};
const files: Readonly<Record<string, string>> = {
  "/key": "file-key\r\n",
  "/secret": " file-secret \n",
  "/both": "both-key: both-secret\n",
  "/empty": "\n",
  "/registration": "id: rtc\nas_token: 'as'\nhs_token: hs # the other one\nurl: null\n",
  "/broken": "as_token: [",
};

type Environment = Readonly<Record<string, string>>;

function read(env: Environment, wildcardHost = "::") {
  const readFile = (path: string) => {
    const content = files[path];
    if (content === undefined) throw new Error("no such file");
    return content;
  };
  return environmentConfig({ env, readFile, wildcardHost });
}

function configOf(env: Environment, wildcardHost?: string) {
  const result = read(env, wildcardHost);
  if ("problems" in result) throw new Error(result.problems.join("\n"));
  return result;
}

function problemsOf(env: Environment): readonly string[] {
  const result = read(env);
  return "problems" in result ? result.problems : [];
}

const without = (name: keyof typeof enough): Environment => {
  const { [name]: _left, ...rest } = enough;
  return rest;
};

describe("environmentConfig", () => {
  it("[SV1] is the token service alone, with the SFU's address as given and its API below it", () => {
    const { config } = configOf(enough);
    expect(config).toMatchObject({
      mode: "service",
      bind: { host: "::", port: 8080 },
      serverName: "example.com",
      sfu: {
        url: "https://sfu.test/livekit",
        publicUrl: "wss://sfu.test/livekit",
        apiKey: "key",
        apiSecret: "sfu-secret",
      },
      fullAccessHomeservers: ["example.com", "other.test"],
      membership: { check: "off" },
      guests: { enabled: false },
    });
    expect(config.homeserver).toBeUndefined();
    expect(configOf({ ...enough, LIVEKIT_URL: "ws://sfu:7880/" }).config.sfu).toMatchObject({
      url: "http://sfu:7880",
      publicUrl: "ws://sfu:7880/",
    });
  });

  it.each([
    ["LIVEKIT_KEY_FILE", { ...enough, LIVEKIT_KEY_FILE: "/both" }, "both-key", "both-secret"],
    [
      "…_FROM_FILE",
      {
        LIVEKIT_URL: enough.LIVEKIT_URL,
        LIVEKIT_FULL_ACCESS_HOMESERVERS: "*",
        LIVEKIT_KEY_FROM_FILE: "/key",
        LIVEKIT_SECRET_FROM_FILE: "/secret",
      },
      "file-key",
      "file-secret",
    ],
  ])("[SV2] takes the key from %s", (_name, env, apiKey, apiSecret) => {
    expect(configOf(env).config.sfu).toMatchObject({ apiKey, apiSecret });
  });

  const missing = "LIVEKIT_KEY* / LIVEKIT_SECRET* and LIVEKIT_URL must be set";
  it.each<[string, Environment]>([
    [missing, without("LIVEKIT_URL")],
    [missing, without("LIVEKIT_KEY")],
    [missing, { ...enough, LIVEKIT_SECRET: " " }],
    [
      "LIVEKIT_FULL_ACCESS_HOMESERVERS environment variable must be set to the homeserver(s) you intend to serve — see README for guidance",
      without("LIVEKIT_FULL_ACCESS_HOMESERVERS"),
    ],
    [
      "LIVEKIT_JWT_BIND and LIVEKIT_JWT_PORT must not be set together",
      { ...enough, LIVEKIT_JWT_BIND: ":8080", LIVEKIT_JWT_PORT: "8080" },
    ],
    [
      'LIVEKIT_SANITY_CHECK_INTERVAL_SECONDS must be a non-negative integer, got "-1"',
      { ...enough, LIVEKIT_SANITY_CHECK_INTERVAL_SECONDS: "-1" },
    ],
  ])("[SV3] refuses in the known words: %s", (problem, env) => {
    expect(problemsOf(env)).toEqual([problem]);
  });

  it.each<[RegExp, Environment]>([
    [/^LIVEKIT_URL must be a URL/, { LIVEKIT_URL: "sfu.test:7880" }],
    [/^LIVEKIT_FULL_ACCESS_HOMESERVERS .* or \* alone/, { LIVEKIT_FULL_ACCESS_HOMESERVERS: "a *" }],
    [/^LIVEKIT_KEY_FILE: \/none cannot be read/, { LIVEKIT_KEY_FILE: "/none" }],
    [/^LIVEKIT_KEY_FILE: \/empty is empty/, { LIVEKIT_KEY_FILE: "/empty" }],
    [/^LIVEKIT_KEY_FILE: .* `key: secret`/, { LIVEKIT_KEY_FILE: "/secret" }],
    [/^LIVEKIT_JWT_BIND must be host:port/, { LIVEKIT_JWT_BIND: "8080" }],
    [/^LIVEKIT_JWT_BIND must be host:port/, { LIVEKIT_JWT_BIND: ":99999" }],
    [/^LIVEKIT_JWT_PORT must be a port/, { LIVEKIT_JWT_PORT: "http" }],
    [/^LIVEKIT_CS_API_URL_OVERRIDES must be/, { LIVEKIT_CS_API_URL_OVERRIDES: "a.test" }],
    [/^LIVEKIT_CS_API_URL_OVERRIDES must be/, { LIVEKIT_CS_API_URL_OVERRIDES: "a.test=ftp://x" }],
    [/^LIVEKIT_LOG_LEVEL must be one of/, { LIVEKIT_LOG_LEVEL: "loud" }],
    [/^LIVEKIT_AS_TOKEN and LIVEKIT_HS_TOKEN/, { LIVEKIT_AS_TOKEN: "as" }],
    [/^LIVEKIT_HS_SERVER_NAME/, { LIVEKIT_AS_TOKEN: "as", LIVEKIT_HS_TOKEN: "hs" }],
    [/^LIVEKIT_AS_REGISTRATION_FILE: /, { LIVEKIT_AS_REGISTRATION_FILE: "/broken" }],
    [/^LIVEKIT_AS_REGISTRATION_FILE: /, { LIVEKIT_AS_REGISTRATION_FILE: "/key" }],
    [/^LK_JWT_PORT .* use LIVEKIT_JWT_BIND/, { LK_JWT_PORT: "8080" }],
    [/^CONFAB_DATABASE_URL must be/, { CONFAB_DATABASE_URL: "mysql://user:password@db" }],
    [/^CONFAB_MEMBERSHIP_CHECK needs LIVEKIT_AS_TOKEN/, { CONFAB_MEMBERSHIP_CHECK: "auto" }],
    [/^CONFAB_RESTRICTED_PUBLISH must be/, { CONFAB_RESTRICTED_PUBLISH: "perhaps" }],
    [/^CONFAB_HOMESERVER_URL must be/, { CONFAB_HOMESERVER_URL: "synapse:8008" }],
  ])("[SV4] names the variable: %s", (problem, env) => {
    const problems = problemsOf({ ...enough, ...env });
    expect(problems[0]).toMatch(problem);
    expect(problems.join()).not.toMatch(/secret$|password/m);
  });

  it("[SV4] names every problem at once, old names among them", () => {
    expect(problemsOf({ LIVEKIT_URL: enough.LIVEKIT_URL, LIVEKIT_LOCAL_HOMESERVERS: "a" })).toEqual(
      [
        expect.stringContaining("LIVEKIT_FULL_ACCESS_HOMESERVERS environment variable must be set"),
        "LIVEKIT_LOCAL_HOMESERVERS is not read any more: use LIVEKIT_FULL_ACCESS_HOMESERVERS",
        missing,
      ],
    );
  });

  it.each([
    [":8081", { host: "0.0.0.0", port: 8081 }],
    ["127.0.0.1:8081", { host: "127.0.0.1", port: 8081 }],
    ["[::1]:8081", { host: "::1", port: 8081 }],
  ])("[SV5] listens at %s", (LIVEKIT_JWT_BIND, bind) => {
    expect(configOf({ ...enough, LIVEKIT_JWT_BIND }, "0.0.0.0").config.bind).toEqual(bind);
  });

  it("[SV5] takes the port alone, as older set-ups have it", () => {
    const { config } = configOf({ ...enough, LIVEKIT_JWT_PORT: "8082" });
    expect(config.bind).toEqual({ host: "::", port: 8082 });
  });

  it("[SV6] turns the checking of certificates off by the literal alone", () => {
    const set = (LIVEKIT_INSECURE_SKIP_VERIFY_TLS: string) =>
      configOf({ ...enough, CONFAB_DATA_DIR: "/data", LIVEKIT_INSECURE_SKIP_VERIFY_TLS });
    expect(set("YES_I_KNOW_WHAT_I_AM_DOING").config.trustAnyCertificate).toBe(true);
    for (const value of ["true", "1", "yes_i_know_what_i_am_doing"]) {
      const { config, warnings } = set(value);
      expect(config.trustAnyCertificate).toBe(false);
      expect(warnings).toContainEqual(expect.stringContaining("is ignored"));
    }
  });

  it("[SV7] is the application service of a homeserver, by its tokens or its registration", () => {
    const own = { LIVEKIT_HS_SERVER_NAME: "hs.test", CONFAB_HOMESERVER_URL: "http://synapse:8008" };
    const tokens = { LIVEKIT_AS_TOKEN: "no", LIVEKIT_HS_TOKEN: "no" };
    const registration = { ...tokens, LIVEKIT_AS_REGISTRATION_FILE: "/registration" };
    const { config } = configOf({ ...enough, ...own, ...registration });
    expect(config).toMatchObject({
      serverName: "hs.test",
      homeserver: { url: "http://synapse:8008", asToken: "as", hsToken: "hs" },
      membership: { check: "auto" },
    });
  });

  it("[SV7] takes the homeserver's address from the overrides, or leaves it to be found", () => {
    const tokens = {
      LIVEKIT_HS_SERVER_NAME: "hs.test",
      LIVEKIT_AS_TOKEN: "as",
      LIVEKIT_HS_TOKEN: "hs",
    };
    const overrides = "hs.test=http://synapse:8008, b.test=https://matrix.b.test";
    const overridden = configOf({ ...enough, ...tokens, LIVEKIT_CS_API_URL_OVERRIDES: overrides });
    expect(overridden.config.homeserver?.url).toBe("http://synapse:8008");
    expect(overridden.config.clientApiOverrides["b.test"]).toBe("https://matrix.b.test");
    expect(overridden.unlocatedHomeserver).toBeUndefined();

    const open = configOf({ ...enough, ...tokens });
    expect(open.config.homeserver).toBeUndefined();
    expect(open.unlocatedHomeserver).toEqual({ asToken: "as", hsToken: "hs" });
  });

  it("[SV8] reads intervals, policies and storage", () => {
    const { config, warnings } = configOf({
      ...enough,
      LIVEKIT_SANITY_CHECK_INTERVAL_SECONDS: "0",
      LIVEKIT_MEMBERSHIP_CHECK_INTERVAL_SECONDS: "45",
      LIVEKIT_LOG_LEVEL: "WARNING",
      CONFAB_DATABASE_URL: "postgres://db/confab",
      CONFAB_METRICS_BIND: "127.0.0.1:9090",
      CONFAB_INTERNAL_BIND: ":9091",
      CONFAB_RESTRICTED_PUBLISH: "never",
      CONFAB_TOKEN_LIFETIME_SECONDS: "300",
      CONFAB_ONLY_HOMESERVERS: "example.com",
      CONFAB_TRUSTED_PROXIES: "10.0.0.0/8",
    });
    expect(config).toMatchObject({
      delegation: { checkIntervalMs: 0 },
      membership: { intervalMs: 45_000 },
      logLevel: "warn",
      database: { url: "postgres://db/confab" },
      metricsBind: { host: "127.0.0.1", port: 9090 },
      internalBind: { host: "::", port: 9091 },
      tokens: { restrictedPublish: "never", lifetimeSeconds: 300 },
      onlyHomeservers: ["example.com"],
      trustedProxies: ["10.0.0.0/8"],
    });
    expect(warnings).toEqual([]);
  });

  it("[SV9] warns of what is lost, and goes on", () => {
    const redis = { LIVEKIT_REDIS_URL: "redis://:redis-password@redis", HS_ALLOWLIST: "a" };
    const { config, warnings } = configOf({ ...enough, ...redis });
    expect(config.serverName).toBe("example.com");
    expect(warnings).toEqual([
      expect.stringContaining("CONFAB_DATA_DIR"),
      "HS_ALLOWLIST is not read any more: remove it",
      expect.stringContaining("set CONFAB_DATABASE_URL instead"),
    ]);
    expect(warnings.join()).not.toContain("redis-password");
  });

  it("[SV1] belongs to nobody when every homeserver has full access", () => {
    const { config } = configOf({ ...enough, LIVEKIT_FULL_ACCESS_HOMESERVERS: "*" });
    expect(config).toMatchObject({ serverName: "none.invalid", fullAccessHomeservers: ["*"] });
  });
});
