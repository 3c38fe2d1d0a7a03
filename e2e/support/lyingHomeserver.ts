import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { dirname, join } from "node:path";

/** A homeserver with a certificate that is in order, which calls every token one of a user who is not its own. */
export interface LyingHomeserver {
  readonly serverName: string;
  /** How often it was asked about a token. */
  asked(): number;
  close(): Promise<void>;
}

/** `siteFolder`: data folder of a site; the sites' certificates are beside it. */
export async function createLyingHomeserver(
  siteFolder: string,
  userId: string,
): Promise<LyingHomeserver> {
  const certificates = join(dirname(siteFolder), "tls");
  let count = 0;
  const server = createServer(
    {
      cert: readFileSync(join(certificates, "localhost.pem")),
      key: readFileSync(join(certificates, "localhost.key")),
    },
    (_request, response) => {
      count += 1;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ sub: userId }));
    },
  ).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  return {
    serverName: `localhost:${port}`,
    asked: () => count,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
