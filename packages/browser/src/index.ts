export { createBrowserClock } from "./browserClock.ts";
export { createBrowserMediaDevices } from "./devices/browserMediaDevices.ts";
export { createFetchHttpClient } from "./fetchHttpClient.ts";
export { createLocalStore } from "./localStore.ts";
