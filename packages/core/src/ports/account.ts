/** One signed-in device. `accessToken` is a secret: it is stored, but never shown, logged or put into a URL. */
export interface AccountSession {
  readonly userId: string;
  readonly deviceId: string;
  readonly accessToken: string;
  /** Base URL of the homeserver's client-server API, without a trailing slash. */
  readonly homeserverUrl: string;
  /** Set for guests: when the temporary account ends, milliseconds since the Unix epoch. */
  readonly guestExpiresAt?: number;
}

/**
 * Getting and dropping accounts, before anything else of Matrix is loaded.
 * Everything rejects with `AccountError`.
 */
export interface AccountPort {
  login(credentials: { username: string; password: string }): Promise<AccountSession>;
  register(account: {
    username: string;
    password: string;
    displayName?: string;
  }): Promise<AccountSession>;
  /** A temporary account that needs only a name. */
  guest(guest: { displayName: string }): Promise<AccountSession>;
  /** Ends the session on the server. Never rejects: a server that cannot be reached keeps nobody signed in here. */
  logout(session: AccountSession): Promise<void>;
}
