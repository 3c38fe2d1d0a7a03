import { randomBytes } from "node:crypto";
import type { Credentials } from "../doctor/account/account.ts";
import { connectSfu } from "../doctor/account/sfuConnection.ts";
import { bad, type Check, ok } from "../doctor/check.ts";
import { dataChecks } from "../doctor/dataChecks.ts";
import { machineChecks } from "../doctor/machineChecks.ts";
import { createAsk } from "../doctor/network/ask.ts";
import { isPrivateHost } from "../doctor/network/localHost.ts";
import { readCertificate } from "../doctor/network/readCertificate.ts";
import { openStunChannel } from "../doctor/network/stunChannel.ts";
import { type Section, showFindings } from "../doctor/section.ts";
import type { SfuKey } from "../doctor/sfu/livekitToken.ts";
import { examineSite } from "../doctor/site/examineSite.ts";
import type { Instruments } from "../doctor/site/instruments.ts";
import { examineStack } from "../doctor/examineStack.ts";
import { Failure } from "../failure.ts";
import { isPortFree } from "../stack/ports.ts";
import { findRunningStack } from "../stack/stackFile.ts";
import { type CommandContext, searchPath } from "./context.ts";

/**
 * Checks this machine, its data and what runs, or a site from outside, and says how to mend what is wrong. Returns 1
 * when something is.
 */
export async function doctor(context: CommandContext): Promise<number> {
  const { settings, terminal } = context;
  const { examined } = settings;
  const instruments = createInstruments();
  const sections =
    examined === undefined
      ? await examineMachine(context, instruments)
      : await examineSite(
          {
            origin: examined,
            ...credentialsOf(context),
            ...sfuKeyOf(context),
          },
          instruments,
        );
  return showFindings(terminal, sections, settings.json);
}

function createInstruments(): Instruments {
  const now = () => Date.now();
  return {
    ask: createAsk(now),
    certificate: readCertificate,
    isPrivateHost,
    openStun: openStunChannel,
    connectSfu,
    now,
    randomBytes,
  };
}

async function examineMachine(
  context: CommandContext,
  instruments: Instruments,
): Promise<readonly Section[]> {
  const { settings } = context;
  const stack = findRunningStack(settings.dataDir);
  const machine = [
    {
      title: "This machine",
      checks: await machineChecks(settings.cacheDir, searchPath(context)),
    },
    { title: "Data", checks: dataChecks(settings.dataDir, settings.serverName) },
  ];
  return stack === undefined
    ? [...machine, { title: "Start", checks: [await portCheck(settings.port)] }]
    : [...machine, ...(await examineStack(stack, settings.dataDir, instruments))];
}

async function portCheck(port: number): Promise<Check> {
  return (await isPortFree(port, ["tcp"]))
    ? ok(`Nothing runs; port ${port} is free`)
    : bad(`Port ${port} is taken by another program`, "choose another with --port");
}

/** Secrets come from the environment alone: a command line can be read by everybody on the machine. */
function credentialsOf({ settings, env }: CommandContext): { credentials?: Credentials } {
  const accessToken = env["CONFAB_DOCTOR_TOKEN"] ?? "";
  if (accessToken !== "") return { credentials: { accessToken } };
  if (settings.user === undefined) return {};
  const password = env["CONFAB_DOCTOR_PASSWORD"] ?? "";
  if (password === "") {
    throw new Failure("--user needs the password in the environment: CONFAB_DOCTOR_PASSWORD.", {
      exitCode: 2,
    });
  }
  return { credentials: { user: settings.user, password } };
}

function sfuKeyOf({ env }: CommandContext): { sfuKey?: SfuKey; sfuUrl?: string } {
  const apiKey = env["LIVEKIT_KEY"] ?? "";
  const apiSecret = env["LIVEKIT_SECRET"] ?? "";
  const url = env["LIVEKIT_URL"] ?? "";
  if (apiKey === "" || apiSecret === "") return {};
  return {
    sfuKey: { apiKey, apiSecret },
    ...(url === "" ? {} : { sfuUrl: url.replace(/^ws/, "http").replace(/\/+$/, "") }),
  };
}
