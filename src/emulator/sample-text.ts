/** Codes of JSON's own signs. */
const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

/**
 * The JSON text of one value of a sample, found without reading the others; undefined where it has none.
 * @param text the values as the history writes them: without blanks, and no identifier has an escape
 */
export function findValue(text: string, identifier: string): string | undefined {
  const name = `"${identifier}":`;
  let at = 1;
  // Where the name stands first it may be that of a member of a struct: then it is passed over with the struct.
  for (let found = text.indexOf(name); found !== -1; found = text.indexOf(name, at)) {
    while (at < found) at = endOfMember(text, at) + 1;
    if (at === found) return text.slice(at + name.length, endOfMember(text, at));
  }
  return undefined;
}

/** The identifiers of the values of a sample. */
export function* identifiersIn(text: string): Iterable<string> {
  for (let at = 1; text.charCodeAt(at) === QUOTE; at = endOfMember(text, at) + 1) {
    yield text.slice(at + 1, text.indexOf('"', at + 1));
  }
}

/** Where the value of a member ends. @param start where its name begins */
function endOfMember(text: string, start: number): number {
  const nameEnd = text.indexOf('":', start);
  return nameEnd === -1 ? text.length : endOfValue(text, nameEnd + 2);
}

function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case COMMA:
        if (depth === 0) return at;
        break;
      case 0x7b:
      case 0x5b:
        depth += 1;
        break;
      case 0x7d:
      case 0x5d:
        if (depth === 0) return at;
        depth -= 1;
        break;
    }
  }
  return text.length;
}

/** Where a string ends that begins at a quote. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}
