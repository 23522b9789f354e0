import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** One answer as it stood on the wire. */
export interface RawAnswer {
  /** The first line, without its end. */
  readonly statusLine: string;
  /** Everything up to and with the empty line. */
  readonly head: string;
  /** The header's lines, each as it was written. */
  readonly headerLines: readonly string[];
  readonly body: string;
}

/** A connection on which a test writes bytes as it likes. */
export interface RawConnection {
  readonly socket: Socket;
  write(bytes: string | Uint8Array): Promise<void>;
  /** The next whole answer. Rejects when the connection ends before it. */
  answer(): Promise<RawAnswer>;
  /** Resolves when the connection is closed, however that came. */
  readonly closed: Promise<void>;
}

const END_OF_HEAD = '\r\n\r\n';

/** Opens a TCP connection to a port of 127.0.0.1; it is closed when the test is over. */
export async function rawConnection(port: number): Promise<RawConnection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  onTestFinished(() => void socket.destroy());
  let received = Buffer.alloc(0);
  let wake = (): void => {};
  let isClosed = false;
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    wake();
  });
  socket.on('error', () => {}); // 'close' follows and says it all
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      isClosed = true;
      resolve();
      wake();
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });

  const take = (): RawAnswer | undefined => {
    const end = received.indexOf(END_OF_HEAD);
    if (end === -1) return undefined;
    const head = received.toString('latin1', 0, end + END_OF_HEAD.length);
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
    const total = head.length + length;
    if (received.length < total) return undefined;
    const body = received.toString('utf8', head.length, total);
    received = received.subarray(total);
    const [statusLine = '', ...headerLines] = head.trimEnd().split('\r\n');
    return { statusLine, head, headerLines, body };
  };

  return {
    socket,
    closed,
    write: (bytes) =>
      new Promise((resolve, reject) => {
        socket.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
    async answer() {
      for (;;) {
        const answer = take();
        if (answer) return answer;
        if (isClosed)
          throw new Error(`closed after ${received.length} bytes: ${received.toString('latin1')}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

/** Writes one request on a connection of its own and gives the answer. */
export async function rawExchange(port: number, bytes: string | Uint8Array): Promise<RawAnswer> {
  const connection = await rawConnection(port);
  await connection.write(bytes);
  return connection.answer();
}

/** The text of a POST request. */
export function rawPost(path: string, headers: Readonly<Record<string, string>>, body: string): string {
  const all = { Host: 'localhost', ...headers, 'Content-Length': String(Buffer.byteLength(body)) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}${END_OF_HEAD}${body}`;
}
