import { type CallMembership, legacyIdentity } from "@confab/protocol";
import type { CallParticipant, ParticipantStatus } from "../call/call.ts";
import type { MatrixRoomPort } from "../ports/matrixRoom.ts";
import type { MediaSource, RemoteMedia, SfuConnection } from "../ports/sfu.ts";
import { mapKeyed } from "../reactive/mapKeyed.ts";
import { computed, type ReadonlySignal } from "../reactive/signal.ts";
import { displayNames } from "./displayNames.ts";

interface CallParticipantsDeps {
  readonly room: MatrixRoomPort;
  /** Everyone to be listed, oldest first. */
  readonly memberships$: ReadonlySignal<readonly CallMembership[]>;
  readonly connection$: ReadonlySignal<SfuConnection | undefined>;
  /** Base URL of our own transport's service, once it is known. */
  readonly serviceUrl$: ReadonlySignal<string | undefined>;
}

const noMedia: ReadonlyMap<MediaSource, RemoteMedia> = new Map();

/** How both the SFU and the participant list name a device. */
export function identityOf(membership: Pick<CallMembership, "userId" | "deviceId">): string {
  return legacyIdentity(membership.userId, membership.deviceId);
}

/** One participant for each membership, with what the SFU knows of its identity. */
export function callParticipants(
  deps: CallParticipantsDeps,
): ReadonlySignal<readonly CallParticipant[]> {
  const { room, memberships$, connection$, serviceUrl$ } = deps;
  const nameOf = displayNames(room);
  const memberships = computed(
    () => new Map(memberships$.value.map((membership) => [identityOf(membership), membership])),
  );

  const statusOf = (id: string, isConnected: boolean): ParticipantStatus => {
    if (isConnected) return "connected";
    const serviceUrl = publishesAt(memberships.value.get(id), memberships$.value);
    const ownServiceUrl = serviceUrl$.value;
    const isElsewhere =
      serviceUrl !== undefined && ownServiceUrl !== undefined && serviceUrl !== ownServiceUrl;
    return isElsewhere ? "other-sfu" : "waiting-for-sfu";
  };

  return mapKeyed(memberships$, identityOf, (membership): CallParticipant => {
    const { userId, deviceId, joinedAt } = membership;
    const id = identityOf(membership);
    const isLocal = userId === room.userId && deviceId === room.deviceId;
    const remote$ = computed(() =>
      isLocal ? undefined : connection$.value?.participants$.value.get(id),
    );
    const isConnected$ = computed(() =>
      isLocal ? connection$.value?.state$.value === "connected" : remote$.value !== undefined,
    );
    return {
      id,
      userId,
      deviceId,
      isLocal,
      joinedAt,
      displayName$: nameOf(userId),
      status$: computed(() => statusOf(id, isConnected$.value)),
      media$: computed(() => remote$.value?.media$.value ?? noMedia),
      speaking$: computed(
        () =>
          (isLocal ? connection$.value?.localSpeaking$ : remote$.value?.speaking$)?.value ?? false,
      ),
      quality$: computed(
        () =>
          (isLocal ? connection$.value?.localQuality$ : remote$.value?.quality$)?.value ??
          "unknown",
      ),
    };
  });
}

/** Where a device's media are: at its own first transport, or, for older clients, at the oldest membership's. */
function publishesAt(
  membership: CallMembership | undefined,
  all: readonly CallMembership[],
): string | undefined {
  const chosen = membership?.selection === "oldest_membership" ? all[0] : membership;
  return (chosen?.transports[0] ?? membership?.transports[0])?.serviceUrl;
}
