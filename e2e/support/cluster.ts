import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseCommandLine } from "../../apps/cli/src/commandLine.ts";
import { installMissing } from "../../apps/cli/src/install/installMissing.ts";
import { checkRequirements } from "../../apps/cli/src/install/requirements.ts";
import type { Component, Programs, StackPlan } from "../../apps/cli/src/stack/component.ts";
import { createComponents } from "../../apps/cli/src/stack/components.ts";
import { launch } from "../../apps/cli/src/stack/launch.ts";
import { choosePorts } from "../../apps/cli/src/stack/ports.ts";
import { loadOrCreateSecrets } from "../../apps/cli/src/stack/secrets.ts";
import { createProgress } from "../../apps/cli/src/terminal/progress.ts";
import { createTerminal } from "../../apps/cli/src/terminal/terminal.ts";
import { freePort } from "./freePort.ts";
import { startPostgres } from "./postgres.ts";
import { startRedis } from "./redis.ts";
import { startTcpBalancer } from "./tcpBalancer.ts";

/** One of two: a LiveKit node, and a replica of the Confab server. */
interface ClusterNode {
  readonly sfuPid: number;
  readonly serverPid: number;
  /** Where the node sends and takes media. */
  readonly mediaPorts: readonly number[];
}

/**
 * Two LiveKit nodes that share a Redis, two replicas of the Confab server that share a PostgreSQL, one Synapse, and
 * balancers in front. Nothing that is killed comes back.
 */
export interface Cluster {
  /** What a person would open. */
  readonly origin: string;
  readonly serverName: string;
  /** The balancer prefers the first one's replica. */
  readonly nodes: readonly [ClusterNode, ClusterNode];
  stop(): Promise<void>;
}

const repository = join(import.meta.dirname, "../..");
const startTimeoutMs = 60_000;
const probeTimeoutMs = 2_000;

export async function startCluster(): Promise<Cluster> {
  const programs = await installPrograms();
  const dataDir = mkdtempSync(join(tmpdir(), "confab-cluster-"));
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const taken = new Set<number>();
  const [one, two] = [
    await choosePorts(await freePort(), taken),
    await choosePorts(await freePort(), taken),
  ];
  const balancer = await startTcpBalancer([one.server, two.server]);
  const internalBalancer = await startTcpBalancer([one.internal, two.internal]);
  const origin = `http://localhost:${balancer.port}`;
  const shared = {
    repository,
    serverName: "localhost",
    publicUrl: origin,
    secrets: loadOrCreateSecrets(dataDir),
    programs: { ...programs, turnserver: undefined },
    guestsPerHour: 1000,
  };

  /** What one machine's plan says, but for what a cluster has in common. */
  const componentsOf = (name: string, ports: StackPlan["ports"], other: StackPlan["ports"]) => {
    const plan = {
      ...shared,
      dataDir: join(dataDir, name),
      // What the homeserver and the SFU know of the Confab server.
      ports: { ...ports, homeserver: one.homeserver, internal: internalBalancer.port },
    };
    const sfuUrl = (port: number) => `http://127.0.0.1:${port}`;
    const common: Partial<Record<Component["name"], object>> = {
      sfu: {
        redis: { address: redis.address },
        // Without it a node answers from Redis, where a node that was killed has left its participants for good.
        api: { enable_psrpc_for_get_list_participants: true },
      },
      server: {
        internalBind: { host: "127.0.0.1", port: ports.internal },
        database: { url: postgres.url },
        sfu: {
          url: sfuUrl(ports.sfu),
          moreUrls: [sfuUrl(other.sfu)],
          publicUrl: `ws://localhost:${balancer.port}/livekit/sfu`,
          apiKey: shared.secrets.sfuApiKey,
          apiSecret: shared.secrets.sfuApiSecret,
        },
      },
    };
    return createComponents(plan).map((component) => extend(component, common[component.name]));
  };
  const first = componentsOf("one", one, two);
  const second = componentsOf("two", two, one).filter(({ name }) => name !== "homeserver");

  const running: number[] = [];
  const start = (component: Component, node: string) => {
    const log = join(dataDir, `${node}-${component.name}.log`);
    for (const { path, content } of component.files) {
      mkdirSync(join(path, ".."), { recursive: true });
      writeFileSync(path, content, { mode: 0o600 });
    }
    const { ref } = launch(component.command, log);
    if (ref === undefined) throw new Error(`${component.title} cannot be started`);
    running.push(ref.pid);
    return { name: component.name, pid: ref.pid, ready: untilAnswers(component, log) };
  };
  const started = [
    first.map((component) => start(component, "one")),
    second.map((component) => start(component, "two")),
  ] as const;
  await Promise.all(started.flat().map(({ ready }) => ready));

  const node = (of: (typeof started)[number], ports: StackPlan["ports"]): ClusterNode => {
    const pid = (name: Component["name"]) => of.find((one) => one.name === name)?.pid ?? 0;
    return {
      sfuPid: pid("sfu"),
      serverPid: pid("server"),
      mediaPorts: [ports.sfuUdp, ports.sfuTcp],
    };
  };
  return {
    origin,
    serverName: shared.serverName,
    nodes: [node(started[0], one), node(started[1], two)],
    async stop() {
      for (const pid of running) {
        // Each leads a group of its own; those that the test has killed are gone.
        try {
          process.kill(-pid, "SIGKILL");
        } catch {
          continue;
        }
      }
      await Promise.all([balancer.stop(), internalBalancer.stop(), postgres.stop(), redis.stop()]);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function installPrograms(): Promise<Programs> {
  const { settings } = parseCommandLine(["up"], process.env, repository);
  const searchPath = process.env["PATH"] ?? "";
  const terminal = createTerminal(process.stdout, process.env);
  return installMissing({
    repository,
    cacheDir: settings.cacheDir,
    searchPath,
    requirements: await checkRequirements(settings.cacheDir, searchPath),
    progress: createProgress(terminal, () => performance.now()),
    signal: new AbortController().signal,
  });
}

/** The component with `more` in its first file, which is its configuration in JSON. */
function extend(component: Component, more: object | undefined): Component {
  const [config, ...others] = component.files;
  if (more === undefined || config === undefined) return component;
  const content = JSON.stringify({ ...JSON.parse(config.content), ...more });
  return { ...component, files: [{ ...config, content }, ...others] };
}

async function untilAnswers(component: Component, log: string): Promise<void> {
  const deadline = performance.now() + startTimeoutMs;
  while (!(await component.answers(AbortSignal.timeout(probeTimeoutMs)))) {
    if (performance.now() > deadline) {
      throw new Error(`${component.title} does not answer; its log is ${log}`);
    }
    await sleep(50);
  }
}
