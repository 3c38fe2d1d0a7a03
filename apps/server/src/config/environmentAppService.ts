import { parseAppServiceRegistration } from "@confab/protocol";
import { parse as parseYaml } from "yaml";
import type { EnvironmentReader } from "./environmentReader.ts";

/** Our homeserver, when this service is its application service. The tokens are secrets. */
export interface EnvironmentAppService {
  readonly serverName: string | undefined;
  readonly tokens: { readonly asToken: string; readonly hsToken: string } | undefined;
  /** Where the homeserver's client-server API is; undefined when its own discovery is to be asked. */
  readonly url: string | undefined;
  readonly clientApiOverrides: Readonly<Record<string, string>>;
}

export function readAppService(read: EnvironmentReader): EnvironmentAppService {
  const serverName = read.text("LIVEKIT_HS_SERVER_NAME");
  const clientApiOverrides = readOverrides(read);
  const tokens = readTokens(read);
  if (tokens !== undefined && serverName === undefined) {
    read.problems.push(
      "LIVEKIT_HS_SERVER_NAME must be set to the homeserver whose application service this is",
    );
  }
  const overridden = serverName === undefined ? undefined : clientApiOverrides[serverName];
  const url = read.text("CONFAB_HOMESERVER_URL") ?? overridden;
  if (url !== undefined && !isHttpUrl(url)) {
    read.problems.push("CONFAB_HOMESERVER_URL must be a URL such as http://synapse:8008");
  }
  return { serverName, tokens, url, clientApiOverrides };
}

function isHttpUrl(url: string): boolean {
  return /^https?:\/\/./.test(url) && URL.canParse(url);
}

function readTokens(read: EnvironmentReader): EnvironmentAppService["tokens"] {
  const name = "LIVEKIT_AS_REGISTRATION_FILE";
  if (read.text(name) !== undefined) {
    const content = read.file(name);
    if (content === undefined) return undefined;
    const registration = parseAppServiceRegistration(readYaml(content));
    if (registration === undefined) {
      read.problems.push(`${name}: the file has no \`as_token\` and \`hs_token\``);
    }
    return registration;
  }
  const asToken = read.text("LIVEKIT_AS_TOKEN");
  const hsToken = read.text("LIVEKIT_HS_TOKEN");
  if (asToken !== undefined && hsToken !== undefined) return { asToken, hsToken };
  if (asToken !== undefined || hsToken !== undefined) {
    read.problems.push("LIVEKIT_AS_TOKEN and LIVEKIT_HS_TOKEN must be set together");
  }
  return undefined;
}

function readYaml(content: string): unknown {
  try {
    return parseYaml(content);
  } catch {
    return undefined;
  }
}

/** `name=url,…` */
function readOverrides(read: EnvironmentReader): Readonly<Record<string, string>> {
  const name = "LIVEKIT_CS_API_URL_OVERRIDES";
  const entries = read.list(name).map((entry): readonly [string, string] => {
    const at = entry.indexOf("=");
    const [serverName, url] = [entry.slice(0, at), entry.slice(at + 1)];
    if (at < 1 || !isHttpUrl(url)) {
      read.problems.push(`${name} must be server-name=https://… separated by commas`);
    }
    return [serverName, url];
  });
  return Object.fromEntries(entries);
}
