import {
  type AccountPort,
  type AccountSession,
  type Clock,
  computed,
  effect,
  type KeyValueStore,
  type MatrixSessionPort,
  type ReadonlySignal,
  type Scope,
  signal,
} from "@confab/core";
import type { Notice } from "../notices/notice.ts";
import { switchScope } from "../reactive/switchScope.ts";
import { createAccountStore } from "./accountStore.ts";
import type { Engine, LoadEngine } from "./engine.ts";
import { createEngineLoader, type EngineState } from "./engineLoader.ts";

/** Somebody signed in, with the engine at work for them. */
export interface ActiveSession {
  readonly account: AccountSession;
  readonly engine: Engine;
  readonly matrix: MatrixSessionPort;
}

/** Who is signed in on this browser. */
export interface SessionModel {
  readonly signedIn$: ReadonlySignal<boolean>;
  /** Undefined while nobody is signed in, and until the engine has been fetched. */
  readonly active$: ReadonlySignal<ActiveSession | undefined>;
  readonly engineState$: ReadonlySignal<EngineState["kind"]>;
  /** Why the person is signed out without having asked for it. */
  readonly farewell$: ReadonlySignal<Notice | undefined>;
  signIn(account: AccountSession): void;
  signOut(): void;
  /** Starts fetching the engine, or tries again. */
  loadEngine(): void;
}

interface SessionDeps {
  readonly accounts: AccountPort;
  readonly loadEngine: LoadEngine;
  readonly clock: Clock;
  readonly store: KeyValueStore;
}

export function createSessionModel(scope: Scope, deps: SessionDeps): SessionModel {
  const accountStore = createAccountStore(deps.store, deps.clock);
  const stored = accountStore.read();
  const account$ = signal(stored.kind === "account" ? stored.account : undefined);
  const farewell$ = signal<Notice | undefined>(
    stored.kind === "guest-ended" ? { id: "session.guest-ended", severity: "info" } : undefined,
  );
  const loader = createEngineLoader(scope, deps.clock, deps.loadEngine);

  const start$ = computed(() => {
    const account = account$.value;
    const engine = loader.state$.value;
    return account === undefined || engine.kind !== "ready"
      ? undefined
      : { account, engine: engine.engine };
  });
  const active$ = switchScope(scope, start$, (session, start): ActiveSession | undefined =>
    start === undefined
      ? undefined
      : { ...start, matrix: start.engine.openSession(session, start.account) },
  );

  const setAccount = (account: AccountSession | undefined, farewell: Notice | undefined) => {
    farewell$.value = farewell;
    accountStore.write(account);
    account$.value = account;
  };
  scope.onEnd(
    effect(() => {
      if (account$.value !== undefined) loader.load();
    }),
  );
  scope.onEnd(
    effect(() => {
      const active = active$.value;
      if (active?.matrix.state$.value !== "signed-out") return;
      const wasGuest = active.account.guestExpiresAt !== undefined;
      setAccount(undefined, {
        id: wasGuest ? "session.guest-ended" : "session.signed-out",
        severity: "info",
      });
    }),
  );

  return {
    signedIn$: computed(() => account$.value !== undefined),
    active$,
    engineState$: computed(() => loader.state$.value.kind),
    farewell$,
    signIn: (account) => setAccount(account, undefined),
    signOut() {
      const account = account$.peek();
      if (account === undefined) return;
      // First the session here, so that its end on the server is no news to it.
      setAccount(undefined, undefined);
      void deps.accounts.logout(account);
    },
    loadEngine: () => loader.load(),
  };
}
