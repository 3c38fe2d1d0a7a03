import { join } from "node:path";
import { synapseVersion } from "../install/versions.ts";
import { type Component, internalUrl, loopback, type StackPlan } from "./component.ts";
import { httpAnswers } from "./httpAnswers.ts";

/** Synapse. Its configuration is JSON, which is YAML too. */
export function homeserver(plan: StackPlan): Component {
  const path = (name: string) => join(plan.dataDir, name);
  const json = (content: unknown) => `${JSON.stringify(content, null, 2)}\n`;
  const { signingKey } = plan.secrets;
  return {
    name: "homeserver",
    title: `Homeserver (Synapse ${synapseVersion})`,
    files: [
      { path: path("homeserver.yaml"), content: json(homeserverConfig(plan)) },
      { path: path("homeserver.log.yaml"), content: json(logConfig) },
      { path: path("registration.yaml"), content: json(registration(plan)) },
      { path: path("signing.key"), content: `ed25519 ${signingKey.id} ${signingKey.seed}\n` },
    ],
    command: {
      program: plan.programs.synapsePython,
      args: ["-m", "synapse.app.homeserver", "--config-path", path("homeserver.yaml")],
      cwd: plan.dataDir,
      env: { PYTHONUNBUFFERED: "1" },
    },
    answers: httpAnswers(`http://${loopback}:${plan.ports.homeserver}/_matrix/client/versions`),
  };
}

function homeserverConfig(plan: StackPlan): Readonly<Record<string, unknown>> {
  const { dataDir, ports, publicUrl, secrets, serverName } = plan;
  const serviceUrl = `${publicUrl}/livekit/jwt`;
  const sfuUrl = `${publicUrl.replace(/^http/, "ws")}/livekit/sfu`;
  return {
    server_name: serverName,
    public_baseurl: `${publicUrl}/`,
    listeners: [
      {
        type: "http",
        port: ports.homeserver,
        bind_addresses: [loopback],
        tls: false,
        x_forwarded: true,
        resources: [{ names: ["client", "federation", "openid"] }],
      },
    ],
    database: { name: "sqlite3", args: { database: join(dataDir, "homeserver.db") } },
    media_store_path: join(dataDir, "media"),
    max_upload_size: "50M",
    log_config: join(dataDir, "homeserver.log.yaml"),
    report_stats: false,

    signing_key_path: join(dataDir, "signing.key"),
    trusted_key_servers: [],
    suppress_key_server_warning: true,
    registration_shared_secret: secrets.registrationSharedSecret,
    macaroon_secret_key: secrets.macaroonSecretKey,
    form_secret: secrets.formSecret,
    app_service_config_files: [join(dataDir, "registration.yaml")],

    // Accounts are made in the app, by whoever can reach it: this machine alone.
    enable_registration: true,
    enable_registration_without_verification: true,
    presence: { enabled: false },
    url_preview_enabled: false,

    // MatrixRTC: delayed events (MSC4140), transports (MSC4143), sticky events (MSC4354), state in sync that is never
    // stale (MSC4222), and for the application service the question who is in a room (MSC4502) and a way for its own
    // endpoints through the homeserver (MSC4512). Today's clients read `livekit_service_url`, newer ones `url`.
    max_event_delay_duration: "24h",
    experimental_features: {
      msc3266_enabled: true,
      msc4143_enabled: true,
      msc4222_enabled: true,
      msc4354_enabled: true,
      msc4502_enabled: true,
      msc4512_enabled: true,
    },
    matrix_rtc: {
      transports: [{ type: "livekit", url: sfuUrl, livekit_service_url: serviceUrl }],
    },
    ...federationConfig(plan),
    ...turnConfig(plan),
    ...rateLimits,
  };
}

/** The others are on this machine, show certificates of our own authority, and are down for seconds, not for days. */
function federationConfig({ federation, tls }: StackPlan): Readonly<Record<string, unknown>> {
  if (federation === undefined) return {};
  return {
    federation_domain_whitelist: federation.serverNames,
    ip_range_blacklist: [],
    ...(tls === undefined ? {} : { federation_custom_ca_list: [tls.authority] }),
    federation: {
      destination_min_retry_interval: "1s",
      destination_max_retry_interval: "5s",
      destination_retry_multiplier: 1,
    },
  };
}

function turnConfig(plan: StackPlan): Readonly<Record<string, unknown>> {
  if (plan.programs.turnserver === undefined) return {};
  const address = `turn:localhost:${plan.ports.turn}`;
  return {
    turn_uris: [`${address}?transport=udp`, `${address}?transport=tcp`],
    turn_shared_secret: plan.secrets.turnSecret,
    turn_user_lifetime: "1d",
    turn_allow_guests: false,
  };
}

/** Generous, since all people of one machine share its address, and finite, since one of them may run wild. */
const rateLimits = {
  rc_message: { per_second: 5, burst_count: 100 },
  rc_delayed_event_mgmt: { per_second: 20, burst_count: 200 },
  rc_registration: { per_second: 2, burst_count: 20 },
  rc_login: {
    address: { per_second: 5, burst_count: 50 },
    account: { per_second: 5, burst_count: 50 },
    failed_attempts: { per_second: 0.2, burst_count: 10 },
  },
  rc_joins: { local: { per_second: 5, burst_count: 50 } },
};

/**
 * The application service through which the Confab server makes guest accounts and learns who is in a room. It is pushed
 * the events of all rooms of our users: that is how somebody who is kicked from a room is out of its call at once.
 */
function registration(plan: StackPlan): Readonly<Record<string, unknown>> {
  const serverName = plan.serverName.replace(/[.]/g, String.raw`\.`);
  return {
    id: "confab",
    url: internalUrl(plan),
    as_token: plan.secrets.asToken,
    hs_token: plan.secrets.hsToken,
    sender_localpart: "confab",
    rate_limited: false,
    namespaces: {
      users: [
        { exclusive: true, regex: `@guest-.*:${serverName}` },
        { exclusive: false, regex: `@.*:${serverName}` },
      ],
    },
    "io.element.msc4502.scopes": ["urn:matrix:client:io.element.msc4502:rooms:is_joined"],
    "io.element.msc4512.proxy_prefix": "rtc/livekit",
    "io.element.msc4512.proxy_url": internalUrl(plan),
  };
}

const logConfig = {
  version: 1,
  formatters: { line: { format: "%(asctime)s %(levelname)s %(name)s %(message)s" } },
  handlers: { console: { class: "logging.StreamHandler", formatter: "line" } },
  loggers: {
    // One line per request, with its path: the id of a delayed event is in it, and whoever has that may act on it.
    "synapse.access": { level: "WARNING" },
    // The same for each request that it refuses.
    "synapse.http.server": { level: "WARNING" },
    // Prints statements with their values.
    "synapse.storage.SQL": { level: "WARNING" },
  },
  root: { level: "INFO", handlers: ["console"] },
  disable_existing_loggers: false,
};
