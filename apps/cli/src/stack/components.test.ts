import { parseServerConfig } from "@confab/protocol";
import { describe, expect, it } from "vitest";
import { examplePlan } from "../testing/plan.ts";
import type { StackPlan } from "./component.ts";
import { createComponents } from "./components.ts";
import { sfu } from "./sfu.ts";

const withoutCoturn = examplePlan({
  programs: { ...examplePlan().programs, turnserver: undefined },
});

function fileOf(plan: StackPlan, path: string): string {
  const file = createComponents(plan)
    .flatMap(({ files }) => files)
    .find((candidate) => candidate.path === path);
  return file?.content ?? "";
}

const jsonOf = (plan: StackPlan, path: string): unknown => JSON.parse(fileOf(plan, path));

describe("configuration of the components", () => {
  it("[CF1] makes the homeserver offer the call service", () => {
    expect(jsonOf(examplePlan(), "/data/homeserver.yaml")).toMatchObject({
      server_name: "example.org",
      public_baseurl: "http://localhost:8080/",
      max_event_delay_duration: "24h",
      enable_registration: true,
      matrix_rtc: {
        transports: [
          {
            type: "livekit",
            url: "ws://localhost:8080/livekit/sfu",
            livekit_service_url: "http://localhost:8080/livekit/jwt",
          },
        ],
      },
      turn_uris: ["turn:localhost:3478?transport=udp", "turn:localhost:3478?transport=tcp"],
    });
  });

  it("[CF1] keeps request paths out of the homeserver's log", () => {
    expect(jsonOf(examplePlan(), "/data/homeserver.log.yaml")).toMatchObject({
      loggers: {
        "synapse.access": { level: "WARNING" },
        "synapse.http.server": { level: "WARNING" },
      },
    });
  });

  it("[CF1] reserves the guests' names for the application service", () => {
    expect(jsonOf(examplePlan(), "/data/registration.yaml")).toMatchObject({
      id: "confab",
      url: "http://127.0.0.1:8090",
      rate_limited: false,
      namespaces: {
        users: [
          { exclusive: true, regex: String.raw`@guest-.*:example\.org` },
          { exclusive: false, regex: String.raw`@.*:example\.org` },
        ],
      },
    });
  });

  it("[CF2] keeps the SFU on loopback, with rooms of our making and no third party", () => {
    expect(jsonOf(examplePlan(), "/data/livekit.yaml")).toMatchObject({
      bind_addresses: ["127.0.0.1"],
      room: { auto_create: false },
      webhook: { urls: ["http://127.0.0.1:8090/sfu_webhook"] },
      rtc: {
        node_ip: "127.0.0.1",
        use_external_ip: false,
        stun_servers: ["127.0.0.1:3478"],
      },
    });
  });

  it.each([
    ["linux", "lo"],
    ["darwin", "lo0"],
  ] as const)("[CF2] knows the loopback interface of %s", (platform, name) => {
    const [config] = sfu(examplePlan(), platform).files;
    expect(JSON.parse(config?.content ?? "")).toMatchObject({
      rtc: { interfaces: { includes: [name] } },
    });
  });

  it("[CF3] gives TURN credentials and a loopback address", () => {
    const lines = fileOf(examplePlan(), "/data/turnserver.conf").split("\n");
    expect(lines).toEqual(
      expect.arrayContaining(["use-auth-secret", "listening-ip=127.0.0.1", "no-cli"]),
    );
  });

  it("[CF3] says nothing of TURN without coturn", () => {
    expect(createComponents(withoutCoturn).map(({ name }) => name)).toEqual([
      "homeserver",
      "sfu",
      "server",
    ]);
    expect(jsonOf(withoutCoturn, "/data/homeserver.yaml")).not.toHaveProperty("turn_uris");
    expect(jsonOf(withoutCoturn, "/data/server.json")).toMatchObject({ turn: null });
  });

  it("[FS3] lets a site's homeserver and server reach those of the other sites, and nobody else's", () => {
    const tls = { authority: "/tls/ca.pem", certificate: "/tls/cert.pem", key: "/tls/cert.key" };
    const serverNames = ["localhost:8480", "localhost:8481"];
    const site = examplePlan({
      serverName: "localhost:8480",
      publicUrl: "https://localhost:8480",
      tls,
      federation: { serverNames },
    });
    expect(jsonOf(site, "/data/homeserver.yaml")).toMatchObject({
      server_name: "localhost:8480",
      federation_domain_whitelist: serverNames,
      federation_custom_ca_list: [tls.authority],
      ip_range_blacklist: [],
    });
    const server = parseServerConfig(jsonOf(site, "/data/server.json"));
    expect(server).toMatchObject({
      config: {
        tls: { certificateFile: tls.certificate, keyFile: tls.key },
        fullAccessHomeservers: ["localhost:8480"],
        allowedNetworks: ["127.0.0.0/8", "::1/128"],
      },
    });
    const process = createComponents(site).find(({ name }) => name === "server");
    expect(process?.command.env).toMatchObject({ NODE_EXTRA_CA_CERTS: tls.authority });
  });

  it("[FS3] opens none of that on a single stack", () => {
    const config = jsonOf(examplePlan(), "/data/homeserver.yaml");
    expect(config).not.toHaveProperty("ip_range_blacklist");
    expect(config).not.toHaveProperty("federation_domain_whitelist");
    expect(jsonOf(examplePlan(), "/data/server.json")).toMatchObject({ allowedNetworks: [] });
    expect(jsonOf(examplePlan(), "/data/server.json")).not.toHaveProperty("tls");
  });

  it("[CF4] writes a server configuration that the server accepts", () => {
    for (const plan of [examplePlan(), withoutCoturn]) {
      expect(parseServerConfig(jsonOf(plan, "/data/server.json"))).toHaveProperty("config");
    }
  });

  it("[SE3] puts no secret on a command line or into the environment", () => {
    const plan = examplePlan();
    const commands = JSON.stringify(createComponents(plan).map(({ command }) => command));
    const { signingKey, ...others } = plan.secrets;
    for (const secret of [signingKey.seed, ...Object.values(others)]) {
      expect(commands).not.toContain(secret);
    }
  });
});
