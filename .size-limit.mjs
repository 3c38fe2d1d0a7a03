// What a person's browser has to fetch before they can do something, as files of the build's real chunk graph.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const dist = join(import.meta.dirname, "apps/web/dist");
const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));

/** The chunk and everything that it imports at once. */
function chunksOf(key, found = new Set()) {
  if (found.has(key)) return found;
  const chunk = manifest[key];
  if (chunk === undefined) throw new Error(`The build has no ${key}`);
  found.add(key);
  for (const imported of chunk.imports ?? []) chunksOf(imported, found);
  return found;
}

function scripts(...keys) {
  const chunks = new Set(keys.flatMap((key) => [...chunksOf(key)]));
  return [...chunks].map((key) => manifest[key].file).map((file) => join(dist, file));
}

const signIn = "index.html";
const lobby = [
  signIn,
  "src/main/engine.ts",
  "src/ui/home/HomePage.tsx",
  "src/ui/call/CallScreen.tsx",
  // The Matrix SDK, which the session fetches when it starts. The SFU's SDK comes while the lobby is shown.
  "../../packages/matrix/src/sdk/syncClient.ts",
];

export default [
  { name: "JavaScript before the sign-in page", path: scripts(signIn), limit: "120 kB" },
  { name: "JavaScript before the lobby", path: scripts(...lobby), limit: "350 kB" },
];
