import * as v from "valibot";

const signedIn = v.object({
  user_id: v.string(),
  device_id: v.string(),
  access_token: v.string(),
});

const challenge = v.object({
  session: v.exactOptional(v.string()),
  flows: v.array(v.object({ stages: v.array(v.string()) })),
});

/** What `login` and `register` answer (client-server API). `accessToken` is a secret. */
export interface SignedIn {
  readonly userId: string;
  readonly deviceId: string;
  readonly accessToken: string;
}

/** What the homeserver wants to be done before it registers an account (client-server API, "User-Interactive Authentication"). */
export interface RegistrationChallenge {
  readonly session: string | undefined;
  /** Each list of stages is one way through. */
  readonly flows: readonly (readonly string[])[];
}

/** Body of `POST /_matrix/client/v3/login` with a password. Contains the password. */
export function formatPasswordLogin(
  username: string,
  password: string,
  deviceName: string,
): unknown {
  return {
    type: "m.login.password",
    identifier: { type: "m.id.user", user: username },
    password,
    initial_device_display_name: deviceName,
  };
}

/**
 * Body of `POST /_matrix/client/v3/register` for a server that asks for nothing but a name and a password.
 * `session` is the challenge's, on the second try. Contains the password.
 */
export function formatRegistration(
  username: string,
  password: string,
  deviceName: string,
  session: string | undefined,
): unknown {
  return {
    username,
    password,
    initial_device_display_name: deviceName,
    auth: { type: "m.login.dummy", ...(session === undefined ? {} : { session }) },
  };
}

/** Returns undefined for an answer that is not a session. */
export function parseSignedIn(input: unknown): SignedIn | undefined {
  const result = v.safeParse(signedIn, input);
  if (!result.success) return undefined;
  const { user_id: userId, device_id: deviceId, access_token: accessToken } = result.output;
  return { userId, deviceId, accessToken };
}

/** Returns undefined for an answer that asks for nothing. */
export function parseRegistrationChallenge(input: unknown): RegistrationChallenge | undefined {
  const result = v.safeParse(challenge, input);
  if (!result.success) return undefined;
  return {
    session: result.output.session,
    flows: result.output.flows.map((flow) => flow.stages),
  };
}
