import type { ReadonlySignal } from "@confab/core";

/** Where the page is. The route lives in the fragment, so that no server log ever holds a room id. */
export interface Navigation {
  /** The address's fragment without its `#`, for example `/call/!room?via=example.org`; empty for home. */
  readonly fragment$: ReadonlySignal<string>;
  /** Scheme, host and port of this page, for links to share. */
  readonly origin: string;
  /** Opens a fragment as a new entry of the history. */
  go(fragment: string): void;
}
