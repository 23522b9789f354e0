/** An element of a document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

const NAME = '[A-Za-z_][\\w.-]*';
const ATTRIBUTE = new RegExp(`\\s+(${NAME})="([^"<]*)"`, 'gy');
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const ALLOWED = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;

/** Reads XML 1.0 as far as our reports use it, and is strict: what is not well-formed is an error. */
export function readXml(text: string): XmlElement {
  if (!ALLOWED.test(text)) throw new Error('a character that XML 1.0 does not have');
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!text.startsWith(head)) throw new Error('no declaration');
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const rest = text.slice(head.length);
  const tags = new RegExp(`<(/?)(${NAME})((?:\\s+${NAME}="[^"<]*")*)\\s*(/?)>`, 'y');
  for (let at = 0; at < rest.length; ) {
    const current = open.at(-1);
    if (current === undefined) throw new Error('ended too early');
    if (rest[at] !== '<') {
      const end = rest.indexOf('<', at);
      const piece = rest.slice(at, end < 0 ? undefined : end);
      if (piece.includes(']]>')) throw new Error('the end of a section that did not begin');
      if (current === root && piece.trim() !== '') throw new Error('text outside of all elements');
      current.text += decode(piece.replace(/\r\n?/g, '\n'));
      at += piece.length;
      continue;
    }
    tags.lastIndex = at;
    const [tag, closing, name = '', attributes = '', isEmpty] = tags.exec(rest) ?? [];
    if (tag === undefined) throw new Error(`no tag: ${rest.slice(at, at + 40)}`);
    if (closing) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes another`);
    } else {
      const element = { name, attributes: readAttributes(attributes), children: [], text: '' };
      current.children.push(element);
      if (!isEmpty) open.push(element);
    }
    at += tag.length;
  }
  const [only] = root.children;
  if (only === undefined || root.children.length > 1 || open.length > 1) throw new Error('not one document');
  return only;
}

function readAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', value = ''] of text.matchAll(ATTRIBUTE)) {
    if (name in attributes) throw new Error(`${name} is there twice`);
    attributes[name] = decode(value.replace(/[\t\n\r]/g, ' ')); // as every reader does
  }
  return attributes;
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));|&/g, (_, number?: string, name?: string) => {
    const symbol = number === undefined ? ENTITIES[name ?? ''] : String.fromCodePoint(Number(number));
    if (symbol === undefined) throw new Error('an & that stands for nothing');
    return symbol;
  });
}
