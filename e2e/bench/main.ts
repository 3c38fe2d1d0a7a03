import { chromium } from "@playwright/test";
import { chromiumArguments, requireChromium } from "../support/chromium.ts";
import { startStack } from "../support/stack.ts";
import { median } from "../support/statistics.ts";
import { type JoinSample, measureJoins } from "./joinBench.ts";

const runs = Number(process.argv[2] ?? 9);

const stack = await startStack({ env: { CONFAB_GUESTS_PER_HOUR: "1000" } });
const browser = await chromium.launch({
  executablePath: requireChromium(),
  args: [...chromiumArguments],
});
try {
  console.log(`stack up in ${(stack.startedInMs / 1000).toFixed(1)} s (installs and build cached)`);
  const bench = await measureJoins(browser, stack.origin, runs);
  print("click on Join → first remote frame (goal 550 ms)", bench.fromClick);
  print("navigation → first remote frame, lobby skipped (goal 950 ms)", bench.fromNavigation);
} finally {
  await browser.close();
  await stack.stop();
}

function print(title: string, samples: readonly JoinSample[]): void {
  const part = (name: keyof JoinSample) => {
    const values = samples.map((sample) => sample[name]);
    return `${Math.round(median(values))} ms (${Math.round(Math.min(...values))}–${Math.round(Math.max(...values))})`;
  };
  console.log(`\n${title}, median of ${samples.length} (min–max)`);
  console.log(`  token ready         ${part("tokenReady")}`);
  console.log(`  SFU connected       ${part("sfuConnected")}`);
  console.log(`  membership sent     ${part("membershipSent")}`);
  console.log(`  first remote frame  ${part("firstRemoteFrame")}`);
  const each = samples.map((sample) => Math.round(sample.firstRemoteFrame));
  console.log(`  … of each join      ${each.join(", ")}`);
}
