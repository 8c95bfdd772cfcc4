// Preloaded into a measured child (node --import): at its end writes what the system counted for it to $VAEKIT_USAGE.

import { writeFileSync } from "node:fs";

process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMiB: maxRSS / 1024 };
  writeFileSync(process.env.VAEKIT_USAGE, JSON.stringify(usage));
});
