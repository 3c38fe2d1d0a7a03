/** The pair that is tried together. Later LiveKit tags carry `replace` lines, which `go install` refuses. */
export const synapseVersion = "1.163.2";
export const livekitVersion = "1.13.5";

export type Version = readonly [major: number, minor: number];

/** What Synapse and LiveKit of these versions need. */
export const minimumPython: Version = [3, 10];
export const minimumSqlite: Version = [3, 37];
export const minimumGo: Version = [1, 26];

/** First `major.minor` in a text such as `go version go1.26.8 linux/amd64`. */
export function findVersion(text: string): Version | undefined {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(text) ?? [];
  return major === undefined || minor === undefined ? undefined : [Number(major), Number(minor)];
}

export function isAtLeast(version: Version, minimum: Version): boolean {
  const [major, minor] = version;
  const [wantedMajor, wantedMinor] = minimum;
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

export function formatVersion(version: Version): string {
  return version.join(".");
}
