import { isIP } from "node:net";

/** The addresses that a hosts file (`hosts(5)`) gives a name; undefined when it does not know the name. */
export function addressesInHostsFile(file: string, name: string): readonly string[] | undefined {
  const addresses = file.split("\n").flatMap((line) => {
    const [entry = ""] = line.split("#");
    const [address = "", ...names] = entry.trim().split(/\s+/);
    const isMeant = names.some((known) => known.toLowerCase() === name.toLowerCase());
    return isMeant && isIP(address) !== 0 ? [address] : [];
  });
  return addresses.length === 0 ? undefined : addresses;
}
