import type { JsonClient } from "../../http/jsonClient.ts";
import { OpenIdRefused, type OpenIdVerifier } from "./openIdVerifier.ts";
import { readUserinfo, userinfoRequest } from "./userinfo.ts";

const timeoutMs = 10_000;

/** Asks our own homeserver, at the address that the configuration gives. */
export function createOwnVerifier(homeserver: JsonClient): OpenIdVerifier {
  return {
    async verify(proof) {
      const path = userinfoRequest(proof);
      const answer = await homeserver
        .request({ method: "GET", path, timeoutMs })
        .catch((error: unknown) => {
          throw new OpenIdRefused("server-unreachable", error);
        });
      return readUserinfo(proof, answer);
    },
  };
}
