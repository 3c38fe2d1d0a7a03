import { createServer } from "node:net";

/** The host that means every address of this machine: `::`, or `0.0.0.0` where the system has no IPv6. */
export async function wildcardHost(): Promise<"::" | "0.0.0.0"> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once("error", () => {
      resolve("0.0.0.0");
    });
    probe.listen(0, "::", () => {
      probe.close(() => {
        resolve("::");
      });
    });
  });
}
