import { readFileSync } from "node:fs";
import { getCACertificates, setDefaultCACertificates } from "node:tls";

/** Lets this process believe what the authority has signed, besides what it believes already. `path` of a PEM file. */
export function trustAuthority(path: string): void {
  setDefaultCACertificates([...getCACertificates("default"), readFileSync(path, "utf8")]);
}
