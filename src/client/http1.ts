import type { HttpRequest, HttpResponse } from '../protocol/http.ts';

/** What an answer of HTTP/1.1 says before its body. */
interface Head {
  readonly status: number;
  /** As it came, without the empty line at its end. */
  readonly text: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of the body, in bytes; undefined where only the end of the connection says it. */
  readonly length: number | undefined;
  readonly isChunked: boolean;
  /** Whether the connection may be used again. */
  readonly isKept: boolean;
}

/** One answer, read whole. */
export interface RawAnswer extends HttpResponse {
  /** Whether the connection may be used for another request. */
  readonly isKept: boolean;
}

/** A request as it is written. */
export interface Http1Request {
  readonly text: string;
  /** The quickest one that writes it right. */
  readonly encoding: 'latin1' | 'utf8';
}

/**
 * Writes a request that keeps its connection; its path and headers are ASCII.
 * @param server.host as in the endpoint, with its port
 * @param server.prefix stands before the request's path
 */
export function encodeHttp1(
  { path, headers, body }: HttpRequest,
  { host, prefix }: { host: string; prefix: string },
): Http1Request {
  const bytes = Buffer.byteLength(body);
  let head = `POST ${prefix}${path} HTTP/1.1\r\nHost: ${host}\r\n`;
  for (const name in headers) head += `${name}: ${headers[name]}\r\n`;
  return {
    text: `${head}Content-Length: ${bytes}\r\n\r\n${body}`,
    encoding: bytes === body.length ? 'latin1' : 'utf8', // a character of one byte is ASCII
  };
}

/** Reads the answers of one connection, one request at a time. */
export interface AnswerReader {
  /**
   * Takes what came, in pieces of any size.
   * @returns the answer once it is whole
   * @throws RangeError where it is none of HTTP/1.1, or too long
   */
  read(piece: Buffer): RawAnswer | undefined;
  /** The other side has ended the connection. @returns the answer that this made whole */
  end(): RawAnswer | undefined;
}

const HEAD_END = '\r\n\r\n';
/** No head of the platform comes near this. */
const MOST_HEAD_BYTES = 64 * 1024;

/** Reads heads; most are, letter for letter, the one before. */
export function createHeadParser(): (text: string) => Head {
  let last: Head | undefined;
  return (text) => {
    if (last?.text !== text) last = parseHead(text);
    return last;
  };
}

/** @throws RangeError where it is no head of an answer */
function parseHead(text: string): Head {
  const [, minor, digits] = /^HTTP\/1\.([01]) (\d{3})(?: |\r\n|$)/.exec(text) ?? [];
  if (digits === undefined) throw new RangeError('this is no answer of HTTP/1.1');
  const status = Number(digits);
  const headers = readHeaders(text);
  const connection = headers['connection']?.toLowerCase();
  const coding = headers['transfer-encoding']?.toLowerCase();
  if (coding !== undefined && coding !== 'chunked') throw new RangeError('its transfer coding is not known');
  const lengthText = headers['content-length'];
  if (lengthText !== undefined && !/^\d{1,9}$/.test(lengthText)) throw new RangeError('its length is none');
  const isEmpty = status === 204 || status === 304 || status < 200;
  const length = isEmpty ? 0 : lengthText === undefined ? undefined : Number(lengthText);
  return {
    status,
    text,
    headers,
    length,
    isChunked: coding === 'chunked' && !isEmpty,
    isKept: connection === undefined ? minor === '1' : !connection.includes('close'),
  };
}

/** The headers of a head, names in lower case; of several with one name the last. */
function readHeaders(head: string): Record<string, string> {
  const lines = head.split('\r\n').slice(1);
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
}

/**
 * Makes the reader of a connection.
 * @param options.parse shared by connections to the same server, whose heads are alike
 * @param options.mostBytes of a whole answer
 */
export function createAnswerReader({
  parse,
  mostBytes,
}: {
  parse: (head: string) => Head;
  mostBytes: number;
}): AnswerReader {
  let rest: Buffer | undefined;

  const answer = ({ status, headers, isKept }: Head, body: string, isKeptToo = true): RawAnswer => {
    rest = undefined;
    return { status, headers, body, isKept: isKept && isKeptToo };
  };

  /** The answer in all that came; undefined where it is not whole. */
  const find = (bytes: Buffer, hasEnded: boolean): RawAnswer | undefined => {
    const headEnd = bytes.indexOf(HEAD_END, 0, 'latin1');
    if (headEnd === -1) {
      if (bytes.length > MOST_HEAD_BYTES) throw new RangeError('its head has no end');
      return undefined;
    }
    const head = parse(bytes.toString('latin1', 0, headEnd));
    const start = headEnd + HEAD_END.length;
    // Such as 100 Continue: the answer itself follows.
    if (head.status < 200) return find(bytes.subarray(start), hasEnded);
    if (head.isChunked) {
      const chunked = readChunks(bytes, start);
      return chunked && answer(head, chunked.body, chunked.end === bytes.length);
    }
    if (head.length === undefined)
      return hasEnded ? answer(head, bytes.toString('utf8', start), false) : undefined;
    const end = start + head.length;
    if (bytes.length < end) return undefined;
    // What nobody asked for would be taken for the next answer.
    return answer(head, bytes.toString('utf8', start, end), bytes.length === end);
  };

  return {
    read(piece) {
      const bytes = rest === undefined ? piece : Buffer.concat([rest, piece]);
      if (bytes.length > mostBytes) throw new RangeError('it is longer than any of the platform');
      const found = find(bytes, false);
      if (found === undefined) rest = bytes === piece ? Buffer.from(piece) : bytes;
      return found;
    },
    end: () => (rest === undefined ? undefined : find(rest, true)),
  };
}

/**
 * Reads a chunked body. Source: RFC 9112, 7.1.
 * @returns undefined where it is not whole
 * @throws RangeError where it is none
 */
function readChunks(bytes: Buffer, start: number): { body: string; end: number } | undefined {
  const parts: Buffer[] = [];
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at, 'latin1');
    if (lineEnd === -1) return undefined;
    const [, digits] = /^([\da-f]{1,7})[ \t]*(?:;|$)/i.exec(bytes.toString('latin1', at, lineEnd)) ?? [];
    if (digits === undefined) throw new RangeError('a chunk of it has no length');
    const size = Number.parseInt(digits, 16);
    at = lineEnd + 2;
    if (size === 0) {
      // Trailers, of which none is of use, and an empty line.
      const end = bytes.toString('latin1', at, at + 2) === '\r\n' ? at : bytes.indexOf(HEAD_END, at) + 2;
      if (end < at || bytes.length < end + 2) return undefined;
      return { body: Buffer.concat(parts).toString(), end: end + 2 };
    }
    if (bytes.length < at + size + 2) return undefined;
    if (bytes.toString('latin1', at + size, at + size + 2) !== '\r\n')
      throw new RangeError('a chunk of it has no end');
    parts.push(bytes.subarray(at, at + size));
    at += size + 2;
  }
}
