import type { CommandContext } from "./context.ts";

const text = `Confab: calls for a Matrix community on its own servers.

Usage: npm start [-- flags]
       npm run confab -- <command> [flags]

Commands
  up       install what is missing, start everything, keep it running until Ctrl-C (this is npm start)
  down     stop what runs with this data folder
  status   what runs, with process ids, ports and health; exit code 0 = well, 1 = not, 3 = not running
  doctor   check this machine and the running stack, and say how to mend what is wrong
  help     this page

Flags (and environment)
  --port <number>   port that browsers use                     CONFAB_PORT   8080
  --data <folder>   accounts, rooms, secrets, logs             CONFAB_DATA   ./.confab
  --name <host>     Matrix server name, fixed at first start   CONFAB_NAME   localhost
  --no-open         do not open a browser
  --json            status for programs
                    downloads and builds                       CONFAB_CACHE  ~/.cache/confab
                    guest accounts per address and hour        CONFAB_GUESTS_PER_HOUR  100

More: docs/self-hosting.md`;

export function help({ terminal }: CommandContext): number {
  terminal.line(text);
  return 0;
}
