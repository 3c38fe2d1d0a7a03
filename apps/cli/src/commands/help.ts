import type { CommandContext } from "./context.ts";

const text = `Confab: calls for a Matrix community on its own servers.

Usage: npm start [-- flags]
       npm run confab -- <command> [flags]

Commands
  up       install what is missing, start everything, keep it running until Ctrl-C (this is npm start)
  down     stop what runs with this data folder
  status   what runs, with process ids, ports and health; exit code 0 = well, 1 = not, 3 = not running
  sites    start several sites that federate with each other: sites 3 (1 to 5), each with a homeserver of its own
  doctor   check this machine and the running stack, and say how to mend what is wrong;
           doctor https://example.org: check that site from outside, whoever runs it
  help     this page

Flags (and environment)
  --port <number>   port that browsers use                     CONFAB_PORT   8080 (sites: 8480 and the next ones)
  --data <folder>   accounts, rooms, secrets, logs             CONFAB_DATA   ./.confab (sites: ./.confab-sites)
  --name <host>     Matrix server name, fixed at first start   CONFAB_NAME   localhost
  --no-open         do not open a browser
  --json            status and doctor for programs
  --user <name>     doctor: log in as                          CONFAB_DOCTOR_PASSWORD
                    doctor: access token instead of that       CONFAB_DOCTOR_TOKEN
                    doctor: the SFU's key, and where it is     LIVEKIT_KEY, LIVEKIT_SECRET, LIVEKIT_URL
                    downloads and builds                       CONFAB_CACHE  ~/.cache/confab
                    guest accounts per address and hour        CONFAB_GUESTS_PER_HOUR  100

More: docs/self-hosting.md, docs/operations.md`;

export function help({ terminal }: CommandContext): number {
  terminal.line(text);
  return 0;
}
