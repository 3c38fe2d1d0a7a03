import type * as livekit from "livekit-client";

/** livekit-client as a value: it is loaded by `import()`, so that the page's first code does not contain it. */
export type Livekit = typeof livekit;
