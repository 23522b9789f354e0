const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** What a duration looks like: `500ms`, `5s`, `1.5s`, `2m`, `1h30m`. */
export const DURATION_PATTERN = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;

/** The longest duration that is taken: more is a typing error. */
const LONGEST_MS = 3650 * 86_400_000;

/** Reads a duration as milliseconds, greater than 0; otherwise says what would be right. */
export function parseDuration(text: string): { value: number } | { problem: string } {
  const quoted = JSON.stringify(text);
  if (/^\d+(?:\.\d+)?$/.test(text)) return { problem: `${quoted} has no unit: write ${text}s, or ${text}ms` };
  if (!DURATION_PATTERN.test(text))
    return { problem: `${quoted} is no duration: write for example 500ms, 5s, 2m or 1h30m` };
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g))
    ms += Number(amount) * (UNITS[unit ?? ''] ?? 0);
  if (ms <= 0) return { problem: `${quoted} must be longer than 0` };
  if (ms < 1) return { problem: `${quoted} is shorter than 1ms` };
  if (ms > LONGEST_MS) return { problem: `${quoted} is longer than ten years` };
  return { value: ms };
}

/** Writes milliseconds for people: `250ms`, `5s`, `1m30s`, `7d`. */
export function formatDuration(ms: number): string {
  if (Math.round(ms) < 1_000) return `${Math.round(ms)}ms`;
  if (Math.round(ms / 100) < 600) return `${Math.round(ms / 100) / 10}s`;
  let rest = Math.round(ms / 1_000);
  const parts: string[] = [];
  for (const [unit, seconds] of [
    ['d', 86_400],
    ['h', 3_600],
    ['m', 60],
    ['s', 1],
  ] as const) {
    const amount = Math.floor(rest / seconds);
    if (amount > 0) parts.push(`${amount}${unit}`);
    rest -= amount * seconds;
  }
  return parts.slice(0, 2).join('');
}
