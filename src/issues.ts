/** One thing that is wrong with what somebody gave us, and where. */
export interface Issue {
  /** Where: a config path such as `readings.temperature.max`, or a JSON path; empty for the whole. */
  readonly path: string;
  /** What is wrong, and what would be right. */
  readonly message: string;
}

/** Issues as texts for people: `path: message`. */
export function issueTexts(issues: readonly Issue[]): string[] {
  return issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
}

/** Issues as lines for people, each a little in. */
export function formatIssues(issues: readonly Issue[]): string {
  return issueTexts(issues)
    .map((text) => `  ${text}`)
    .join('\n');
}
