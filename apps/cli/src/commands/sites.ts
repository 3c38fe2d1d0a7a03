import { loadOrCreateCertificates } from "../sites/certificates.ts";
import { certificateFolder, inspectSites } from "../sites/siteFolders.ts";
import { trustAuthority } from "../sites/trustAuthority.ts";
import type { StopRequest } from "../stopRequest.ts";
import { formatDuration } from "../terminal/duration.ts";
import { formatTable } from "../terminal/table.ts";
import type { CommandContext } from "./context.ts";
import { runStacks } from "./runStacks.ts";

/**
 * Starts several sites that federate with each other, each a whole stack with a homeserver and an SFU of its own, and keeps
 * them running. Returns the exit code.
 */
export async function sites(context: CommandContext, stop: StopRequest): Promise<number> {
  const startedAt = performance.now();
  const { settings, terminal } = context;
  const { dataDir } = settings;
  const all = inspectSites(dataDir, settings.port, settings.siteCount);
  const folder = certificateFolder(dataDir);
  return runStacks(context, stop, {
    stacks: all.map(({ name, ...site }) => ({ ...site, label: name })),
    async complete(programs) {
      const tls = await loadOrCreateCertificates(folder, Date.now());
      // Our own question whether a site answers goes the way of everybody.
      trustAuthority(tls.authority);
      return {
        programs: { ...programs, turnserver: undefined },
        tls,
        federation: { serverNames: all.map(({ serverName }) => serverName) },
      };
    },
    announce() {
      const rows = all.map((site) => [
        site.name,
        site.publicUrl,
        site.serverName,
        site.folder.path,
      ]);
      const took = terminal.paint("dim", `(${formatDuration(performance.now() - startedAt)})`);
      const addresses = all.map(({ publicUrl }) => publicUrl).join(" ");
      terminal.line();
      for (const line of formatTable([["SITE", "ADDRESS", "SERVER NAME", "DATA"], ...rows])) {
        terminal.line(line);
      }
      terminal.line();
      terminal.line(`${terminal.paint("bold", `Sites are ready: ${addresses}`)}  ${took}`);
      terminal.line(
        `Their certificates are of an authority that no browser knows: import ${folder}/ca.pem where you want to use them.`,
      );
      terminal.line("Stop them with Ctrl-C.");
    },
  });
}
