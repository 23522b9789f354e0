import { indentJson } from '../../../json-text.ts';

/** What is nested deeper would be more blanks than text. */
const DEEPEST = 40;

/** A body on lines of its own, all in it as it was written; undefined where it is no JSON that this would help. */
export function prettyJson(body: string): string | undefined {
  try {
    return isDeeper(JSON.parse(body), DEEPEST) ? undefined : indentJson(body);
  } catch {
    return undefined;
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}
