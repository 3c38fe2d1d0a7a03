import { serverUnderTest, testSecrets } from "../testing/serverUnderTest.ts";
import { describeTokenApi, type TokenApiFixture } from "../testing/tokenApiContract.ts";

for (const mode of ["complete", "service"] as const) {
  describeTokenApi(`mode ${mode}, fake homeserver and SFU`, () => setUp(mode));
}

async function setUp(mode: "complete" | "service"): Promise<TokenApiFixture> {
  const { app, homeserver, sfu, config } = await serverUnderTest({ config: { mode } });
  const origin = await app.listen({ host: "127.0.0.1", port: 0 });
  let counter = 0;
  return {
    bases: mode === "service" ? [`${origin}/livekit/jwt`, origin] : [`${origin}/livekit/jwt`],
    serverName: config.serverName,
    sfuUrl: "wss://confab.test/livekit/sfu",
    apiKey: "key",
    apiSecret: testSecrets.apiSecret,
    async newUser() {
      counter += 1;
      const userId = `@user-${counter}:${config.serverName}`;
      return {
        userId,
        deviceId: `DEVICE${counter}`,
        async openIdToken() {
          counter += 1;
          homeserver.openIdTokens.set(`token-${counter}`, userId);
          return {
            access_token: `token-${counter}`,
            token_type: "Bearer",
            matrix_server_name: config.serverName,
            expires_in: 3600,
          };
        },
      };
    },
    async newRoom({ userId }) {
      counter += 1;
      const roomId = `!room-${counter}`;
      homeserver.rooms.create(roomId, [userId]);
      return roomId;
    },
    sfuHasRoom: async (name) => sfu.rooms.has(name),
  };
}
