import type { EnvironmentReader } from "./environmentReader.ts";

/** The API key of the SFU. `secret` is one. */
export interface SfuKey {
  readonly key: string;
  readonly secret: string;
}

/**
 * `LIVEKIT_KEY_FILE` has one line `key: secret` and comes before everything else; otherwise both come from the
 * environment or from a file each. Undefined when either is missing.
 */
export function readSfuKey(read: EnvironmentReader): SfuKey | undefined {
  if (read.text("LIVEKIT_KEY_FILE") !== undefined) {
    const line = read.file("LIVEKIT_KEY_FILE");
    if (line === undefined) return undefined;
    const groups = /^(?<key>[^:\r\n]+):(?<secret>[^\r\n]+)$/.exec(line)?.groups;
    const key = groups?.["key"]?.trim() ?? "";
    const secret = groups?.["secret"]?.trim() ?? "";
    if (key !== "" && secret !== "") return { key, secret };
    read.problems.push("LIVEKIT_KEY_FILE: the file must have one line `key: secret`");
    return undefined;
  }
  const key = read.text("LIVEKIT_KEY") ?? read.file("LIVEKIT_KEY_FROM_FILE");
  const secret = read.text("LIVEKIT_SECRET") ?? read.file("LIVEKIT_SECRET_FROM_FILE");
  return key === undefined || secret === undefined ? undefined : { key, secret };
}

/**
 * The SFU's address: clients get it as it is given, and its API is below the same path by HTTP. Undefined when it is
 * missing or none.
 */
export function readSfuUrl(
  read: EnvironmentReader,
): { readonly public: string; readonly api: string } | undefined {
  const url = read.text("LIVEKIT_URL");
  if (url === undefined) return undefined;
  if (!/^(?:ws|http)s?:\/\/./i.test(url) || !URL.canParse(url)) {
    read.problems.push("LIVEKIT_URL must be a URL such as wss://sfu.example.org");
    return undefined;
  }
  return { public: url, api: url.replace(/^ws/i, "http").replace(/\/+$/, "") };
}
