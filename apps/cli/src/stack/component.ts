import type { LivekitProgram } from "../install/livekitInstall.ts";
import type { Ports } from "./ports.ts";
import type { Secrets } from "./secrets.ts";

export const componentNames = ["homeserver", "sfu", "turn", "server"] as const;
export type ComponentName = (typeof componentNames)[number];

/** One process of the stack: what it reads, how it is started, and how to see that it works. */
export interface Component {
  readonly name: ComponentName;
  /** For people: `Homeserver (Synapse 1.163.2)`. */
  readonly title: string;
  /** Written before it starts. Readable by this user alone. */
  readonly files: readonly ConfigFile[];
  readonly command: Command;
  /** SFU: the first SIGTERM waits for every participant to leave, the second ends it. */
  readonly insistAfterMs?: number;
  /** One question to the running process: true when it really answers. Never rejects. */
  readonly answers: (signal: AbortSignal) => Promise<boolean>;
}

interface ConfigFile {
  readonly path: string;
  readonly content: string;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Added to this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Everything that the components' configuration depends on. */
export interface StackPlan {
  readonly repository: string;
  readonly dataDir: string;
  readonly serverName: string;
  /** The one origin that browsers use. */
  readonly publicUrl: string;
  readonly ports: Ports;
  readonly secrets: Secrets;
  readonly programs: Programs;
  readonly guestsPerHour: number;
  /** Makes the Confab server speak TLS itself. */
  readonly tls?: TlsFiles;
  /** Lets the homeserver and the Confab server talk to others on this machine: those of these server names. */
  readonly federation?: { readonly serverNames: readonly string[] };
}

/** Paths of PEM files. */
export interface TlsFiles {
  /** Certificate of the authority, for those who are to trust what it has signed. */
  readonly authority: string;
  /** For `localhost` on any port. */
  readonly certificate: string;
  readonly key: string;
}

export interface Programs {
  /** Python of the environment that holds Synapse. */
  readonly synapsePython: string;
  readonly livekit: LivekitProgram;
  /** Undefined when this machine has no coturn. */
  readonly turnserver: string | undefined;
}

/** Where the Confab server listens for the homeserver and the SFU. */
export function internalUrl({ ports }: StackPlan): string {
  return `http://${loopback}:${ports.internal}`;
}

/** Everything listens here: the stack is for this machine alone. */
export const loopback = "127.0.0.1";
