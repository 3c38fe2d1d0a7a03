import { join } from "node:path";
import { type Component, internalUrl, loopback, type StackPlan } from "./component.ts";
import { httpAnswers } from "./httpAnswers.ts";

/** LiveKit. Its configuration is JSON, which is YAML too. */
export function sfu(plan: StackPlan, platform: NodeJS.Platform): Component {
  const { dataDir, ports, secrets } = plan;
  const configPath = join(dataDir, "livekit.yaml");
  const keyPath = join(dataDir, "livekit.keys.yaml");
  const config = {
    port: ports.sfu,
    bind_addresses: [loopback],
    key_file: keyPath,
    rtc: {
      tcp_port: ports.sfuTcp,
      udp_port: ports.sfuUdp,
      node_ip: loopback,
      use_external_ip: false,
      interfaces: { includes: [platform === "darwin" ? "lo0" : "lo"] },
      enable_loopback_candidate: true,
      // Without this LiveKit hands out public STUN servers, and every call would tell a third party its address.
      stun_servers: [`${loopback}:${ports.turn}`],
      // How often a sender is asked for a key frame at the most. LiveKit's own value of a second is how long a newcomer
      // looks at a black picture whenever the first key frame comes before their connection is ready for it.
      pli_throttle: { low_quality: "300ms", mid_quality: "300ms", high_quality: "300ms" },
    },
    // Only the Confab server makes rooms: otherwise every holder of a token could.
    room: { auto_create: false, empty_timeout: 300, departure_timeout: 20 },
    webhook: {
      api_key: secrets.sfuApiKey,
      urls: [`${internalUrl(plan)}/sfu_webhook`],
      // LiveKit drops what the server did not take within half a minute: too short for its restart.
      resource_url_notifier: { max_age: "10m", max_depth: 1000 },
    },
    logging: { level: "info", json: true },
  };
  return {
    name: "sfu",
    title: `SFU (LiveKit ${plan.programs.livekit.version})`,
    files: [
      { path: configPath, content: `${JSON.stringify(config, null, 2)}\n` },
      {
        path: keyPath,
        content: `${JSON.stringify({ [secrets.sfuApiKey]: secrets.sfuApiSecret })}\n`,
      },
    ],
    command: {
      program: plan.programs.livekit.path,
      args: ["--config", configPath],
      cwd: dataDir,
    },
    insistAfterMs: 300,
    answers: httpAnswers(`http://${loopback}:${ports.sfu}/`),
  };
}
