import { Failure } from "../failure.ts";
import { writeFileAtomically } from "../files/atomicFile.ts";
import { lastLines } from "../process/runProgram.ts";

/** What resolvers and TLS stacks of pip and Go say when there is no way out. */
const networkSigns =
  /name resolution|no such host|could not resolve|network is unreachable|no route to host|connection refused|connection reset|i\/o timeout|timed out|newconnectionerror|max retries exceeded|tls handshake|proxyconnect/i;

/** An installation that did not succeed: names the network when that is the cause, and keeps the whole output. */
export function installFailure(what: string, output: string, logPath: string): Failure {
  writeFileAtomically(logPath, output, 0o600);
  const sentence = networkSigns.test(output)
    ? `${what} could not be downloaded: the network cannot be reached; connect this machine and run the same command again.`
    : `${what} could not be installed; its output is in ${logPath}, and the same command tries again.`;
  return new Failure(sentence, { details: lastLines(output, 5) });
}
