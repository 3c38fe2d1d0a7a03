// Builds the app into `dist`, with every text asset compressed beforehand: the server only sends files.
import { join } from "node:path";
import { build } from "vite";
import { precompress } from "./precompress.ts";

const startedAt = performance.now();
const dist = join(import.meta.dirname, "dist");
await build({ configFile: join(import.meta.dirname, "vite.config.ts"), logLevel: "warn" });
const { files, bytes, compressedBytes } = await precompress(dist);
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
process.stdout.write(
  `apps/web/dist: ${files} text files, ${kilobytes(bytes)} (${kilobytes(compressedBytes)} brotli), ${seconds} s\n`,
);

function kilobytes(count: number): string {
  return `${Math.round(count / 1000)} kB`;
}
