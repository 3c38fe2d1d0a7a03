import { join } from "node:path";
import { type Component, loopback, type StackPlan } from "./component.ts";
import { stunAnswers } from "./stunAnswers.ts";

/** What a relayed connection may use on this machine. Two stacks can share it: coturn skips taken ones. */
const relayPorts = { first: 49_160, last: 49_359 };

/** coturn: relays direct calls between people whose networks let nothing through. */
export function turn(plan: StackPlan, program: string): Component {
  const { dataDir, ports, secrets } = plan;
  const configPath = join(dataDir, "turnserver.conf");
  const lines = [
    `listening-ip=${loopback}`,
    `relay-ip=${loopback}`,
    `listening-port=${ports.turn}`,
    `min-port=${relayPorts.first}`,
    `max-port=${relayPorts.last}`,
    "allow-loopback-peers",
    "no-tcp-relay",
    "no-tls",
    "no-dtls",
    "no-cli",
    "fingerprint",
    "use-auth-secret",
    `static-auth-secret=${secrets.turnSecret}`,
    `realm=${plan.serverName}`,
    `pidfile=${join(dataDir, "turnserver.pid")}`,
    `userdb=${join(dataDir, "turnserver.db")}`,
    "log-file=stdout",
  ];
  return {
    name: "turn",
    title: "TURN server (coturn)",
    files: [{ path: configPath, content: `${lines.join("\n")}\n` }],
    command: { program, args: ["-c", configPath], cwd: dataDir },
    answers: stunAnswers(loopback, ports.turn),
  };
}
