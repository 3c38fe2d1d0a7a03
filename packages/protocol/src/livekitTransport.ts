import * as v from "valibot";

/** One LiveKit SFU with its authorisation service (MSC4195). */
export interface LivekitTransport {
  readonly type: "livekit";
  /** Base URL of the authorisation service, without a trailing slash. */
  readonly serviceUrl: string;
  /** The SFU room as old clients name it; our writer puts the Matrix room id there. */
  readonly alias?: string;
}

const livekitTransport = v.object({
  type: v.literal("livekit"),
  livekit_service_url: v.pipe(v.string(), v.url(), v.regex(/^https?:\/\//)),
  livekit_alias: v.optional(v.string()),
});

/** Undefined for anything else than a LiveKit transport, such as one of a kind yet to be invented. */
export function parseLivekitTransport(input: unknown): LivekitTransport | undefined {
  const result = v.safeParse(livekitTransport, input);
  if (!result.success) return undefined;
  const { livekit_service_url: url, livekit_alias: alias } = result.output;
  return {
    type: "livekit",
    serviceUrl: url.replace(/\/+$/, ""),
    ...(alias === undefined ? {} : { alias }),
  };
}

/** The wire form of a transport (MSC4195, unstable names). */
export function formatLivekitTransport(transport: LivekitTransport): object {
  return {
    type: "livekit",
    livekit_service_url: transport.serviceUrl,
    ...(transport.alias === undefined ? {} : { livekit_alias: transport.alias }),
  };
}
