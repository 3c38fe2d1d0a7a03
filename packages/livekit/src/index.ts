export { createLivekitSfu } from "./livekitSfu.ts";
