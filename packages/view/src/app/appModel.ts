import {
  type AccountPort,
  type CallPhase,
  type Clock,
  computed,
  type KeyValueStore,
  type ReadonlySignal,
  type Scope,
} from "@confab/core";
import { formatCallLink } from "@confab/protocol";
import { type CallScreenModel, createCallScreenModel } from "../call/callScreenModel.ts";
import { createHomeModel, type HomeModel } from "../home/homeModel.ts";
import type { Notice } from "../notices/notice.ts";
import { switchScope } from "../reactive/switchScope.ts";
import { createSignInModel, type SignInModel } from "../signIn/signInModel.ts";
import type { LoadEngine } from "./engine.ts";
import type { Navigation } from "./navigation.ts";
import { createRoute, type Route } from "./route.ts";
import { type ActiveSession, createSessionModel, type SessionModel } from "./sessionModel.ts";

/** What the whole window shows. */
export type AppScreen =
  | { readonly kind: "sign-in"; readonly signIn: SignInModel }
  /** The engine is being fetched; `notice` says so when it takes long or fails. */
  | { readonly kind: "starting"; readonly notice: Notice | undefined }
  | { readonly kind: "home"; readonly home: HomeModel }
  | { readonly kind: "call"; readonly call: CallScreenModel };

export interface AppModel {
  readonly screen$: ReadonlySignal<AppScreen>;
  /** Of the call on the screen; undefined when there is none. */
  readonly callPhase$: ReadonlySignal<CallPhase["kind"] | undefined>;
  signOut(): void;
  goHome(): void;
  /** Starts fetching what comes after the sign-in page, while the person is still typing. */
  prefetch(): void;
  /** For `pagehide`. */
  leaveOnUnload(): void;
}

export interface AppDeps {
  readonly accounts: AccountPort;
  readonly loadEngine: LoadEngine;
  readonly navigation: Navigation;
  readonly clock: Clock;
  /** Outlives the browser. */
  readonly store: KeyValueStore;
  /** Lives as long as the tab. */
  readonly tabStore: KeyValueStore;
}

/** Everything a person can see, from the first page on. */
export function createAppModel(scope: Scope, deps: AppDeps): AppModel {
  const { navigation, clock } = deps;
  const session = createSessionModel(scope, deps);
  const route$ = createRoute(navigation);
  const goHome = () => navigation.go("/");

  const scene$ = computed((): Scene => {
    const route = route$.value;
    if (!session.signedIn$.value) return { kind: "sign-in", atCallDoor: route.kind === "call" };
    const active = session.active$.value;
    return active === undefined ? { kind: "starting" } : { kind: "active", active, route };
  });
  const screen$ = switchScope(scope, scene$, (screen, scene): AppScreen | undefined => {
    if (scene.kind === "starting") return undefined;
    if (scene.kind === "sign-in") {
      return {
        kind: "sign-in",
        signIn: createSignInModel({
          accounts: deps.accounts,
          atCallDoor: scene.atCallDoor,
          notice: session.farewell$.peek(),
          onSignedIn: (account) => session.signIn(account),
        }),
      };
    }
    const { engine, matrix, account } = scene.active;
    if (scene.route.kind === "call") {
      const call = createCallScreenModel(screen, {
        engine,
        matrix,
        link: scene.route.link,
        origin: navigation.origin,
        clock,
        tabStore: deps.tabStore,
      });
      return { kind: "call", call };
    }
    const home = createHomeModel(screen, {
      matrix,
      clock,
      origin: navigation.origin,
      isGuest: account.guestExpiresAt !== undefined,
      openCall(roomId, via) {
        const link = formatCallLink(navigation.origin, { roomId, via });
        navigation.go(link.slice(link.indexOf("#") + 1));
      },
    });
    return { kind: "home", home };
  });
  const call$ = computed(() => (screen$.value?.kind === "call" ? screen$.value.call : undefined));

  return {
    screen$: computed(
      (): AppScreen => screen$.value ?? { kind: "starting", notice: startNotice(session) },
    ),
    callPhase$: computed(() => call$.value?.phase$.value),
    signOut() {
      session.signOut();
      goHome();
    },
    goHome,
    prefetch: () => session.loadEngine(),
    leaveOnUnload: () => call$.peek()?.leaveOnUnload(),
  };
}

type Scene =
  | { readonly kind: "sign-in"; readonly atCallDoor: boolean }
  | { readonly kind: "starting" }
  | { readonly kind: "active"; readonly active: ActiveSession; readonly route: Route };

function startNotice(session: SessionModel): Notice | undefined {
  switch (session.engineState$.value) {
    case "loading":
    case "ready":
      return undefined;
    case "slow":
      return { id: "session.slow", severity: "info" };
    case "failed":
      return {
        id: "engine.unavailable",
        severity: "error",
        action: { id: "retry", run: () => session.loadEngine() },
      };
  }
}
