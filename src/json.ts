/**
 * A number whose text says more than a JavaScript number can hold: `22.0` (a whole float), `892687627916247040`
 * (19 digits), `1e400`.
 */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A JSON object as read: keys in their order, none of them special (`__proto__` is a key like any other). */
export type JsonObject = ReadonlyMap<string, Json>;

/** A JSON value that lost nothing on the way in. Safe whole numbers are numbers, all others {@link JsonNumber}. */
export type Json = null | boolean | string | number | JsonNumber | readonly Json[] | JsonObject;

/** True for a JSON object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return value instanceof Map;
}

/** The nearest JavaScript number, or undefined for anything that is no number. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return value instanceof JsonNumber ? Number(value.text) : undefined;
}

/** A text as it is, a number as it was written; undefined for anything else. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof JsonNumber ? value.text : typeof value === 'number' ? String(value) : undefined;
}

/** Deeper nesting than this is refused: nothing the platform defines comes near it. */
const MAX_DEPTH = 64;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const PLAIN_TEXT = /[^"\\\u0000-\u001f]*/y;
const BLANK = /[ \t\n\r]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Reads JSON text without losing a digit.
 * @throws SyntaxError that names what was found and its offset.
 */
export function parseJson(text: string): Json {
  let at = 0;

  const fail = (): never => {
    const found = at < text.length ? JSON.stringify(text[at]) : 'the end';
    throw new SyntaxError(`unexpected ${found} at offset ${at}`);
  };
  const match = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? fail();
    at += found.length;
    return found;
  };
  const take = (symbol: string): boolean => {
    match(BLANK);
    if (text[at] !== symbol) return false;
    at++;
    return true;
  };

  const readString = (): string => {
    let result = '';
    for (;;) {
      result += match(PLAIN_TEXT);
      if (text[at] === '"') {
        at++;
        return result;
      }
      if (text[at] !== '\\') return fail();
      const symbol = text[at + 1] ?? '';
      if (symbol === 'u') {
        const hex = text.slice(at + 2, at + 6);
        if (!/^[\da-fA-F]{4}$/.test(hex)) return fail();
        result += String.fromCharCode(Number.parseInt(hex, 16));
        at += 6;
      } else {
        result += ESCAPES[symbol] ?? fail();
        at += 2;
      }
    }
  };

  const readNumber = (): number | JsonNumber => {
    const digits = match(NUMBER);
    const value = Number(digits);
    return Number.isSafeInteger(value) && String(value) === digits ? value : new JsonNumber(digits);
  };

  const readArray = (depth: number): Json[] => {
    const items: Json[] = [];
    if (take(']')) return items;
    do items.push(readValue(depth));
    while (take(','));
    return take(']') ? items : fail();
  };

  const readObject = (depth: number): JsonObject => {
    const entries = new Map<string, Json>();
    if (take('}')) return entries;
    do {
      if (!take('"')) fail();
      const key = readString();
      if (!take(':')) fail();
      entries.set(key, readValue(depth));
    } while (take(','));
    return take('}') ? entries : fail();
  };

  const deeper = (depth: number): number => {
    if (depth >= MAX_DEPTH) throw new SyntaxError(`more than ${MAX_DEPTH} levels deep at offset ${at}`);
    return depth + 1;
  };

  const readWord = <T>(word: string, value: T): T => {
    if (!text.startsWith(word, at)) fail();
    at += word.length;
    return value;
  };

  const readValue = (depth: number): Json => {
    match(BLANK);
    switch (text[at]) {
      case '"':
        at++;
        return readString();
      case '{':
        at++;
        return readObject(deeper(depth));
      case '[':
        at++;
        return readArray(deeper(depth));
      case 't':
        return readWord('true', true);
      case 'f':
        return readWord('false', false);
      case 'n':
        return readWord('null', null);
      default:
        return readNumber();
    }
  };

  const value = readValue(0);
  match(BLANK);
  return at === text.length ? value : fail();
}

/** Writes a value as compact JSON, every number exactly as it was read. */
export function writeJson(value: Json): string {
  if (value instanceof JsonNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  if (isJsonObject(value)) {
    return `{${[...value].map(([key, item]) => `${JSON.stringify(key)}:${writeJson(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
