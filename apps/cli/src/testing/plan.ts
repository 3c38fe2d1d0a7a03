import type { StackPlan } from "../stack/component.ts";

const secret = (name: string) => `${name}-${"x".repeat(32)}`;

/** A plan for configuration tests. Every secret is recognisable. */
export function examplePlan(overrides: Partial<StackPlan> = {}): StackPlan {
  return {
    repository: "/repository",
    dataDir: "/data",
    serverName: "example.org",
    publicUrl: "http://localhost:8080",
    ports: {
      server: 8080,
      homeserver: 8008,
      sfu: 7880,
      sfuTcp: 7881,
      sfuUdp: 7882,
      turn: 3478,
      internal: 8090,
      metrics: 9464,
    },
    secrets: {
      registrationSharedSecret: secret("registration"),
      macaroonSecretKey: secret("macaroon"),
      formSecret: secret("form"),
      asToken: secret("as"),
      hsToken: secret("hs"),
      sfuApiKey: "confab-key",
      sfuApiSecret: secret("sfu"),
      turnSecret: secret("turn"),
      signingKey: { id: "a_123456", seed: secret("seed") },
    },
    programs: {
      synapsePython: "/cache/synapse/bin/python",
      livekit: { path: "/cache/livekit-server", version: "1.13.5" },
      turnserver: "/usr/bin/turnserver",
    },
    guestsPerHour: 100,
    ...overrides,
  };
}
