import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `npm run dev` finds the running stack. */
const stack = process.env["CONFAB_ORIGIN"] ?? "http://localhost:8080";
const proxied = ["/_matrix", "/.well-known", "/livekit", "/api", "/healthz"];

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    manifest: true,
    target: "baseline-widely-available",
    modulePreload: { polyfill: false },
    // The budgets that count are in `.size-limit.mjs`; the two SDKs are large, and fetched late.
    chunkSizeWarningLimit: 1200,
  },
  server: {
    proxy: Object.fromEntries(
      proxied.map((path) => [path, { target: stack, ws: path === "/livekit", changeOrigin: true }]),
    ),
  },
});
