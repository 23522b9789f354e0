import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AnswerReader,
  createAnswerReader,
  createHeadParser,
  encodeHttp1,
} from '../../src/client/http1.ts';

const reader = (mostBytes = 100_000): AnswerReader =>
  createAnswerReader({ parse: createHeadParser(), mostBytes });

const answerOf = (text: string) => reader().read(Buffer.from(text));

const head = (...lines: string[]): string => ['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n');

/** Answers of every kind that tells its own end, and what they say. */
const WHOLE: Record<string, { text: string; body: string; isKept?: boolean }> = {
  'with a length': { text: `${head('Content-Length: 5')}{"a"}`, body: '{"a"}' },
  'with a length in other letters': { text: `${head('CONTENT-LENGTH:5 ')}12345`, body: '12345' },
  'of bytes beyond ASCII': { text: `${head('Content-Length: 6')}温度`, body: '温度' },
  'without a body': { text: head('Content-Length: 0'), body: '' },
  'that has no body by its status': { text: 'HTTP/1.1 204 No Content\r\n\r\n', body: '' },
  'in chunks': {
    text: `${head('Transfer-Encoding: chunked')}3\r\nabc\r\n0A;x=y\r\n0123456789\r\n0\r\n\r\n`,
    body: 'abc0123456789',
  },
  'in chunks with a trailer': {
    text: `${head('transfer-encoding: Chunked')}1\r\na\r\n0\r\nDigest: x\r\n\r\n`,
    body: 'a',
  },
  'after 100 Continue': {
    text: `HTTP/1.1 100 Continue\r\n\r\n${head('Content-Length: 1')}a`,
    body: 'a',
  },
  'after which the connection ends': {
    text: `${head('Content-Length: 1', 'Connection: close')}a`,
    body: 'a',
    isKept: false,
  },
  'of HTTP/1.0': { text: 'HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na', body: 'a', isKept: false },
  'of HTTP/1.0 that keeps its connection': {
    text: 'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\na',
    body: 'a',
  },
};

describe('an answer', () => {
  test.each(Object.entries(WHOLE))('%s is read whole', (_, { text, body, isKept = true }) => {
    expect(answerOf(text)).toMatchObject({ body, isKept });
  });

  test('is the same in whatever pieces it comes', () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(WHOLE)), pieces, ({ text, body }, sizes) => {
        const bytes = Buffer.from(text);
        const { read } = reader();
        let [at, turn] = [0, 0];
        let answer: ReturnType<typeof read>;
        while (at < bytes.length) {
          expect(answer).toBeUndefined();
          const size = sizes[turn++ % sizes.length] ?? 1;
          answer = read(bytes.subarray(at, at + size));
          at += size;
        }
        expect(answer?.body).toBe(body);
      }),
    );
  });

  test('gives its status and its headers, names in lower case', () => {
    const answer = answerOf('HTTP/1.1 502 Bad Gateway\r\nDATE: now\r\nContent-Length: 0\r\n\r\n');
    expect(answer).toMatchObject({ status: 502, headers: { date: 'now', 'content-length': '0' } });
  });

  test('without a length is whole when the connection ends', () => {
    const { read, end } = reader();
    expect(read(Buffer.from(`${head()}abc`))).toBeUndefined();
    expect(end()).toMatchObject({ body: 'abc', isKept: false });
  });

  test('that broke off is none', () => {
    const { read, end } = reader();
    expect(read(Buffer.from(`${head('Content-Length: 9')}abc`))).toBeUndefined();
    expect(end()).toBeUndefined();
  });

  test('with more behind it makes its connection useless', () => {
    expect(answerOf(`${head('Content-Length: 1')}abc`)).toMatchObject({ body: 'a', isKept: false });
  });

  test('is followed by another on the same connection', () => {
    const { read } = reader();
    const piece = Buffer.from(`${head('Content-Length: 1')}a`);
    expect(read(piece)?.body).toBe('a');
    expect(read(piece)?.body).toBe('a');
  });

  test.each([
    ['of another protocol', 'SSH-2.0-OpenSSH\r\n\r\n'],
    ['with a length that is none', head('Content-Length: -1')],
    ['with an unknown transfer coding', head('Transfer-Encoding: gzip, chunked')],
    ['with a chunk without a length', `${head('Transfer-Encoding: chunked')}zz\r\n`],
    ['with a chunk that does not end', `${head('Transfer-Encoding: chunked')}1\r\nabc\r\n`],
    ['with a head without end', `HTTP/1.1 200 OK\r\n${'a'.repeat(70_000)}`],
    ['that is too long', `${head('Content-Length: 200000')}${'a'.repeat(120_000)}`],
  ])('%s is refused', (_, text) => {
    expect(() => answerOf(text)).toThrow(RangeError);
  });

  test('of any bytes is read or refused, and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, isAnswer) => {
        const start = isAnswer ? Buffer.from(head('Transfer-Encoding: chunked')) : Buffer.alloc(0);
        try {
          reader().read(Buffer.concat([start, bytes]));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});

describe('a request', () => {
  test('is written with its host and the length of its body in bytes', () => {
    const request = { path: '/auth', headers: { password: 'x' }, body: '{"a":"温"}' };
    expect(encodeHttp1(request, { host: 'localhost:1', prefix: '/iot' }).text).toBe(
      'POST /iot/auth HTTP/1.1\r\nHost: localhost:1\r\npassword: x\r\nContent-Length: 11\r\n\r\n{"a":"温"}',
    );
  });
});
