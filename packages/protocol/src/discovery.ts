import * as v from "valibot";

const serverDiscovery = v.object({ "m.server": v.pipe(v.string(), v.minLength(1)) });

/**
 * `/.well-known/matrix/client`: the homeserver and the call service (MSC4143 `rtc_foci`, which today's clients read).
 * `publicUrl` without a trailing slash.
 */
export function formatClientDiscovery(publicUrl: string, callServiceUrl: string): unknown {
  return {
    "m.homeserver": { base_url: publicUrl },
    "org.matrix.msc4143.rtc_foci": [{ type: "livekit", livekit_service_url: callServiceUrl }],
  };
}

/** `/.well-known/matrix/server`: `host:port` where other homeservers find ours (server-server API, "Resolving server names"). */
export function formatServerDiscovery(server: string): unknown {
  return { "m.server": server };
}

/** The delegated server name of another homeserver, not yet checked; undefined when there is none. */
export function parseServerDiscovery(input: unknown): string | undefined {
  const result = v.safeParse(serverDiscovery, input);
  return result.success ? result.output["m.server"] : undefined;
}
