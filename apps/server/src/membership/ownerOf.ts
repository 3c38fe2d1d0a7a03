import type { CallIndex, KnownIdentity } from "../calls/callIndex.ts";

/**
 * Whose token somebody at the SFU came in with. A client may have LiveKit add `#` and a text of its own to the identity
 * in its token (`publish` in the handshake): without this it would be somebody unknown.
 */
export function ownerOf(
  known: ReadonlyMap<string, KnownIdentity>,
  identity: string,
): KnownIdentity | undefined {
  for (let end = identity.length; end > 0; end = identity.lastIndexOf("#", end - 1)) {
    const owner = known.get(identity.slice(0, end));
    if (owner !== undefined) return owner;
  }
  return undefined;
}

/** The identities that ever got a token for a call, of one user or of all, by their name. */
export async function knownIdentities(
  calls: CallIndex,
  roomName: string,
  userId?: string,
): Promise<ReadonlyMap<string, KnownIdentity>> {
  const known = await calls.identitiesOf(roomName, userId);
  return new Map(known.map((entry) => [entry.identity, entry]));
}
