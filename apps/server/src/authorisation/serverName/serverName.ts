import { isIPv4, isIPv6 } from "node:net";

/** A Matrix server name in its parts (Matrix spec, appendix "Server Name"). */
export interface ServerName {
  /** As written, which is also the `Host` header. */
  readonly text: string;
  /** Without brackets and port. */
  readonly host: string;
  readonly kind: "name" | "ipv4" | "ipv6";
  readonly port: number | undefined;
}

const grammar =
  /^(?:\[(?<ipv6>[0-9a-f:.]{2,45})\]|(?<host>[a-z0-9.-]{1,253}))(?::(?<port>\d{1,5}))?$/;
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/**
 * Reads a server name that somebody else wrote. Stricter than the specification, which allows capital letters and odd
 * labels: two spellings of one name would be two names to everybody who compares, and DNS knows no such host.
 */
export function parseServerName(text: string): ServerName | undefined {
  const groups = grammar.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { ipv6, host, port: portText } = groups;
  const port = portText === undefined ? undefined : Number(portText);
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  if (ipv6 !== undefined) {
    return isIPv6(ipv6) ? { text, host: ipv6, kind: "ipv6", port } : undefined;
  }
  if (host === undefined) return undefined;
  if (isIPv4(host)) return { text, host, kind: "ipv4", port };
  const labels = host.split(".");
  // A last label of digits alone would be an IPv4 address in one of its odd spellings (`127.1`, `2130706433`, `0x7f.1`).
  if (
    !labels.every((part) => label.test(part)) ||
    /^(?:\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? "")
  ) {
    return undefined;
  }
  return { text, host, kind: "name", port };
}
