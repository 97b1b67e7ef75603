// Prints "PASSED FAILED" for one step: how it is counted, its exit code, vitest's report, what it printed.
import { readFileSync } from "node:fs";

const [counter, status, reportFile, outputFile] = process.argv.slice(2);
const { passed, failed } = { once, vitest, line }[counter]();
// A step that failed without a failing test (it ran out of time, an error outside of any test) is a failure all the same.
console.log(passed, status !== "0" && failed === 0 ? 1 : failed);

function once() {
  return { passed: status === "0" ? 1 : 0, failed: 0 };
}

function vitest() {
  let report;
  try {
    report = JSON.parse(readFileSync(reportFile, "utf8"));
  } catch {
    return { passed: 0, failed: 1 };
  }
  // A file that could not be loaded has no tests to count.
  const broken = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  const failed = report.numFailedTests + broken.length;
  return { passed: report.numPassedTests, failed: report.numPassedTests + failed === 0 ? 1 : failed };
}

function line() {
  const found = readFileSync(outputFile, "utf8")
    .match(/^\d+ passed, \d+ failed$/gm)
    ?.at(-1);
  if (!found) return { passed: 0, failed: 1 };
  const [passed, failed] = found.match(/\d+/g).map(Number);
  return { passed, failed: passed + failed === 0 ? 1 : failed };
}
