// Writes docs/cli.md from the command line's own help. Usage: npm run build && node scripts/cli-page.mjs

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

const root = new URL("..", import.meta.url).pathname;
const help = (...args) =>
  execFileSync("node", [`${root}dist/cli/main.js`, ...args, "--help"], {
    encoding: "utf8",
    env: { ...process.env, COLUMNS: "110" },
  }).trimEnd();

const overview = help();
const commands = overview
  .split("Commands:\n")[1]
  .split("\n\n")[0]
  .split("\n")
  .map((line) => line.trim().split(/\s+/)[0])
  .filter((name) => name !== "help");

const page = [
  "# The command line",
  "",
  "Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 a fault of vaekit, 2 a fault",
  "in what was given, 130 interrupted. This page is the commands' own help, written by `node scripts/cli-page.mjs`.",
  "",
  "```",
  overview,
  "```",
  ...commands.flatMap((name) => ["", `## ${name}`, "", "```", help(name), "```"]),
  "",
];
writeFileSync(`${root}docs/cli.md`, page.join("\n"));
