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
const MOST_LEVELS = 64;

/** For what we wrote ourselves around values that were read: some levels more. */
export const MOST_OWN_LEVELS = MOST_LEVELS + 16;

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

/** Codes of JSON's own signs: reading compares codes, since each message of each device passes here. */
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const CLOSE_OBJECT = 0x7d;

/** A text and how much of it is read. */
interface Source {
  readonly text: string;
  readonly mostLevels: number;
  at: number;
}

/**
 * Reads JSON text without losing a digit.
 * @param mostLevels how deep it may nest
 * @throws SyntaxError that names what was found and its offset.
 */
export function parseJson(text: string, mostLevels = MOST_LEVELS): Json {
  const source = { text, mostLevels, at: 0 };
  const value = readValue(source, 0);
  skipBlanks(source);
  return source.at === text.length ? value : fail(source);
}

function fail({ text, at }: Source): never {
  const found = at < text.length ? JSON.stringify(text[at]) : 'the end';
  throw new SyntaxError(`unexpected ${found} at offset ${at}`);
}

function readValue(source: Source, depth: number): Json {
  switch (skipBlanks(source)) {
    case QUOTE:
      return readString(source);
    case 0x7b:
      return readObject(source, enter(source, depth));
    case 0x5b:
      return readArray(source, enter(source, depth));
    case 0x74:
      return readWord(source, 'true', true);
    case 0x66:
      return readWord(source, 'false', false);
    case 0x6e:
      return readWord(source, 'null', null);
    default:
      return readNumber(source);
  }
}

/** Reads an opening bracket and gives the depth of what it holds. */
function enter(source: Source, depth: number): number {
  source.at++;
  const { mostLevels, at } = source;
  if (depth >= mostLevels) throw new SyntaxError(`more than ${mostLevels} levels deep at offset ${at}`);
  return depth + 1;
}

function readObject(source: Source, depth: number): JsonObject {
  const entries = new Map<string, Json>();
  if (take(source, CLOSE_OBJECT)) return entries;
  do {
    const key = skipBlanks(source) === QUOTE ? readString(source) : fail(source);
    if (!take(source, COLON)) fail(source);
    entries.set(key, readValue(source, depth));
  } while (take(source, COMMA));
  return take(source, CLOSE_OBJECT) ? entries : fail(source);
}

function readArray(source: Source, depth: number): Json[] {
  const items: Json[] = [];
  if (take(source, CLOSE_ARRAY)) return items;
  do items.push(readValue(source, depth));
  while (take(source, COMMA));
  return take(source, CLOSE_ARRAY) ? items : fail(source);
}

function readWord<T>(source: Source, word: string, value: T): T {
  if (!source.text.startsWith(word, source.at)) fail(source);
  source.at += word.length;
  return value;
}

/** Cuts out in one piece what has no escapes. */
function readString(source: Source): string {
  const { text } = source;
  let result = '';
  let start = source.at + 1;
  for (;;) {
    let end = start;
    let code = codeAt(text, end);
    while (code >= 0x20 && code !== QUOTE && code !== BACKSLASH) code = codeAt(text, ++end);
    result += text.slice(start, end);
    source.at = end;
    if (code === QUOTE) break;
    result += code === BACKSLASH ? readEscape(source) : fail(source);
    start = source.at;
  }
  source.at++;
  return result;
}

function readEscape(source: Source): string {
  const { text, at } = source;
  const symbol = text.charAt(at + 1);
  const isHex = symbol === 'u' && /^[\da-fA-F]{4}$/.test(text.slice(at + 2, at + 6));
  const result = isHex
    ? String.fromCharCode(Number.parseInt(text.slice(at + 2, at + 6), 16))
    : (ESCAPES[symbol] ?? fail(source));
  source.at += isHex ? 6 : 2;
  return result;
}

/** Whole numbers are counted up digit by digit, which is exact for those that are safe. */
function readNumber(source: Source): number | JsonNumber {
  const { text, at: start } = source;
  const isNegative = codeAt(text, start) === MINUS;
  const first = isNegative ? start + 1 : start;
  let end = first;
  let whole = 0;
  for (let code = codeAt(text, end); isDigit(code); code = codeAt(text, ++end)) {
    whole = whole * 10 + (code - ZERO);
  }
  if (end === first) fail(source);
  if (codeAt(text, first) === ZERO) end = first + 1; // nothing follows a leading zero
  source.at = skipExponent(text, skipFraction(text, end));
  const isMinusZero = isNegative && whole === 0;
  if (source.at > end || isMinusZero || whole > Number.MAX_SAFE_INTEGER) {
    return new JsonNumber(text.slice(start, source.at));
  }
  return isNegative ? -whole : whole;
}

/** The offset after a point and its digits; where it began if there are none. */
function skipFraction(text: string, at: number): number {
  return codeAt(text, at) === 0x2e && isDigit(codeAt(text, at + 1)) ? skipDigits(text, at + 1) : at;
}

/** The same for an exponent. */
function skipExponent(text: string, at: number): number {
  const letter = codeAt(text, at);
  if (letter !== 0x65 && letter !== 0x45) return at;
  const sign = codeAt(text, at + 1);
  const first = sign === 0x2b || sign === MINUS ? at + 2 : at + 1;
  return isDigit(codeAt(text, first)) ? skipDigits(text, first) : at;
}

function skipDigits(text: string, start: number): number {
  let at = start;
  while (isDigit(codeAt(text, at))) at++;
  return at;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= 0x39;
}

/** Reads blanks, and the sign if it comes next. */
function take(source: Source, sign: number): boolean {
  if (skipBlanks(source) !== sign) return false;
  source.at++;
  return true;
}

/** Reads blanks and gives the code of what comes next. */
function skipBlanks(source: Source): number {
  let code = codeAt(source.text, source.at);
  while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
    code = codeAt(source.text, ++source.at);
  }
  return code;
}

/** The code at an offset, -1 at the end: V8 makes reading slower for good once it went beyond a text. */
function codeAt(text: string, at: number): number {
  return at < text.length ? text.charCodeAt(at) : -1;
}

/** Writes a value as compact JSON, every number exactly as it was read. */
export function writeJson(value: Json): string {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (value instanceof JsonNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  if (isJsonObject(value)) {
    return `{${[...value].map(([key, item]) => `${JSON.stringify(key)}:${writeJson(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
