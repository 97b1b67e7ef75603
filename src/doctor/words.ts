import type { Finding } from "./finding.js";

/** One line for people: state, check, what was found, and for a failure what to do. */
export function wordFinding(finding: Finding): string {
  const head = `${finding.state.toUpperCase().padEnd(8)} ${finding.check.padEnd(15)} ${oneLine(finding.note)}`;
  return finding.state === "failed" ? `${head} → ${finding.fix}` : head;
}

export function summary(findings: Finding[]): string {
  const failures = findings.filter((finding) => finding.state === "failed").length;
  if (failures === 0) return "All is well.";
  return `${failures} of ${findings.length} checks failed: mend the first, then ask again.`;
}

const oneLine = (text: string) => text.replace(/\s*\n\s*/g, " ");
