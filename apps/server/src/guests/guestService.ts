import type { GuestAccount } from "@confab/protocol";
import type { GuestAccounts } from "../homeserver/guestAccounts.ts";
import { MatrixError } from "../http/matrixError.ts";
import type { Clock } from "../time/clock.ts";
import type { GuestStore } from "./guestStore.ts";

export interface GuestServiceDeps {
  readonly accounts: GuestAccounts;
  readonly store: GuestStore;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly serverName: string;
  /** As browsers reach it. */
  readonly homeserverUrl: string;
  readonly lifetimeMs: number;
}

/** Makes a temporary account. Rejects with `MatrixError` 502 when the homeserver does not play along. */
export type CreateGuest = (displayName: string) => Promise<GuestAccount>;

export function createGuestService(deps: GuestServiceDeps): CreateGuest {
  const { accounts, store, clock } = deps;
  return async (displayName) => {
    const localpart = `guest-${Buffer.from(deps.randomBytes(10)).toString("hex")}`;
    const userId = `@${localpart}:${deps.serverName}`;
    const createdAt = clock.now();
    const expiresAt = createdAt + deps.lifetimeMs;
    await store.add({ userId, createdAt, expiresAt });
    try {
      const guest = await accounts.register(localpart);
      await accounts.setDisplayName(guest, displayName);
      return {
        userId: guest.userId,
        deviceId: guest.deviceId,
        accessToken: guest.accessToken,
        homeserverUrl: deps.homeserverUrl,
        expiresAt,
      };
    } catch (cause) {
      // Perhaps there is an account now, perhaps not: the sweeper finds out.
      await store.postpone(userId, createdAt);
      throw new MatrixError(502, "M_UNKNOWN", "The homeserver could not make a guest account", {
        cause,
      });
    }
  };
}
