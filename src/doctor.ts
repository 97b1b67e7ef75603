import { readConfig } from "./config.js";
import { examine } from "./doctor/examine.js";
import { summary, wordFinding } from "./doctor/words.js";

// `npm run doctor`: says what a real installation still lacks, a line each. `-- --json` says it to programs.
const findings = await examine(readConfig());
const lines = process.argv.includes("--json")
  ? [JSON.stringify(findings, null, 2)]
  : [...findings.map(wordFinding), summary(findings)];
process.stdout.write(`${lines.join("\n")}\n`);
process.exitCode = findings.some((finding) => finding.state === "failed") ? 1 : 0;
