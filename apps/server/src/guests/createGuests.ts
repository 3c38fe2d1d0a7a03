import type { FastifyInstance } from "fastify";
import type { Backend, BackgroundWork } from "../backend.ts";
import { publicUrls } from "../config/publicUrls.ts";
import { createGuestAccounts } from "../homeserver/guestAccounts.ts";
import type { JsonClient } from "../http/jsonClient.ts";
import { guestRoutes } from "./guestRoutes.ts";
import { createGuestService } from "./guestService.ts";
import { createGuestStore } from "./guestStore.ts";
import { createGuestSweeper } from "./guestSweeper.ts";

/** Temporary accounts on our own homeserver. */
export interface Guests extends BackgroundWork {
  routes(app: FastifyInstance): Promise<void>;
}

/** Without a homeserver of our own there are none. */
export function createGuests(backend: Backend, homeserver: JsonClient | undefined): Guests {
  const { config, clock, database, log, randomBytes } = backend;
  if (homeserver === undefined || config.homeserver === undefined) {
    return { async routes() {}, start() {}, async stop() {} };
  }
  const accounts = createGuestAccounts(homeserver, config.homeserver.asToken);
  const store = createGuestStore(database);
  const sweeper = createGuestSweeper({ accounts, store, clock, log });
  const create = createGuestService({
    accounts,
    store,
    clock,
    randomBytes,
    serverName: config.serverName,
    homeserverUrl: publicUrls(config.publicUrl).homeserver,
    lifetimeMs: config.guests.lifetimeMs,
  });
  return {
    routes: (app) => guestRoutes(app, { guests: config.guests, create }),
    ...sweeper,
  };
}
