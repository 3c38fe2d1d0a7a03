/** Where the real components of this run are, and the secrets that some rules need to play the administrator. */
export interface ContractStack {
  /** What a person would open, without a trailing slash. */
  readonly origin: string;
  readonly serverName: string;
  readonly homeserverUrl: string;
  /** HTTP URL of the SFU itself, not through the proxy. */
  readonly sfuUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Token of the application service. */
  readonly asToken: string;
}

declare module "vitest" {
  interface ProvidedContext {
    readonly stack: ContractStack;
  }
}
