import type { AccountSession, Clock, KeyValueStore } from "@confab/core";
import { parseJson, parseStoredAccount } from "@confab/protocol";

const key = "account";

/** What was kept of an earlier visit. */
type StoredAccountState =
  | { readonly kind: "none" }
  | { readonly kind: "account"; readonly account: AccountSession }
  /** A guest's temporary account that has ended meanwhile. It has been dropped. */
  | { readonly kind: "guest-ended" };

/** The signed-in account, kept between visits. */
export interface AccountStore {
  read(): StoredAccountState;
  write(account: AccountSession | undefined): void;
}

export function createAccountStore(store: KeyValueStore, clock: Clock): AccountStore {
  return {
    read() {
      const account = parseStoredAccount(parseJson(store.get(key)));
      if (account === undefined) return { kind: "none" };
      if (account.guestExpiresAt !== undefined && account.guestExpiresAt <= clock.now()) {
        store.set(key, undefined);
        return { kind: "guest-ended" };
      }
      return { kind: "account", account };
    },
    write(account) {
      store.set(key, account && JSON.stringify(account));
    },
  };
}
