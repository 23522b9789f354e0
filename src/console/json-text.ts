/** A text, a sign, or a word of JSON. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},:]|[^\s[\]{},:"]+/g;

/**
 * The members of a JSON object in their order, each value as it is written: reading it would round great numbers and
 * sort keys such as "2" and "10". Empty for anything but an object.
 * @param text JSON
 */
export function membersOf(text: string): Map<string, string> {
  const members = new Map<string, string>();
  if (!text.trimStart().startsWith('{')) return members;
  for (const part of partsOf(text)) {
    const key = part.match(TOKEN)?.[0] ?? '""';
    members.set(JSON.parse(key) as string, part.slice(key.length + 1));
  }
  return members;
}

/** The items of a JSON array, each as it is written; none of anything but an array. @param text JSON */
export function itemsOf(text: string): string[] {
  return text.trimStart().startsWith('[') ? partsOf(text) : [];
}

/** The JSON object that has these members. */
export function objectText(members: Iterable<readonly [key: string, value: string]>): string {
  return `{${[...members].map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
}

/** The JSON array that has these items. */
export function arrayText(items: readonly string[]): string {
  return `[${items.join(',')}]`;
}

/** JSON on lines, as people read it; everything in it is written as it was. @param text JSON */
export function indentJson(text: string): string {
  let result = '';
  let depth = 0;
  const line = (): string => `\n${'  '.repeat(depth)}`;
  const tokens = text.match(TOKEN) ?? [];
  for (const [index, token] of tokens.entries()) {
    const isEmpty = /[[{]/.test(tokens[index - 1]?.[0] ?? '');
    if (token === '}' || token === ']') {
      depth--;
      result += isEmpty ? token : line() + token;
      continue;
    }
    if (index > 0 && isEmpty) result += line();
    if (token === '{' || token === '[') depth++;
    result += token === ':' ? ': ' : token;
    if (token === ',') result += line();
  }
  return result;
}

/** What stands between the commas of the outermost brackets, without blanks. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '}' || token === ']') depth--;
    if (depth === 1 && token === ',') {
      parts.push(part);
      part = '';
    } else if (depth > 0) {
      part += token;
    }
    if (token === '{' || token === '[') depth++;
  }
  return part === '' ? parts : [...parts, part];
}
