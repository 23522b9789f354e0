import { spawn } from 'node:child_process';
import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { issueAuthority, issueServer } from '../../../emulator/issue-certificate.ts';
import { createHttpDate } from '../../../emulator/spoil.ts';
import { encodeAnswer } from '../../../protocol/answer.ts';
import { nodeProgram } from './own-usage.ts';

/** A server that answers every request alike, over TLS, in a process of its own. */
export interface CannedServer {
  readonly url: string;
  /** The certificate of the authority to trust, PEM. */
  readonly ca: string;
  close(): void;
}

/** What the server's process is told. */
interface Task {
  readonly key: string;
  readonly cert: string;
  readonly authAnswer: string;
  readonly answer: string;
}

/**
 * The server's whole program. Text, since it runs from no file: so it is the same in the package and in tests. It does
 * the least that can be done: requests come whole or in pieces, one at a time on each connection.
 */
const PROGRAM = `
const { createServer } = require('node:tls');
process.on('disconnect', () => process.exit());
process.once('message', ({ key, cert, authAnswer, answer }) => {
  const server = createServer({ key, cert, noDelay: true }, (socket) => {
    let request = '';
    socket.on('error', () => {});
    socket.on('data', (piece) => {
      request += piece.latin1Slice();
      const head = request.indexOf('\\r\\n\\r\\n');
      if (head === -1) return;
      const length = /content-length: (\\d+)/i.exec(request);
      if (request.length < head + 4 + Number(length && length[1])) return;
      socket.write(request.startsWith('POST /auth') ? authAnswer : answer, 'latin1');
      request = '';
    });
  });
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
});
`;

/** An answer as the emulator writes it: the like of one of the platform. */
export function cannedAnswer(answer: Parameters<typeof encodeAnswer>[0], nowMs: number): string {
  const body = encodeAnswer(answer);
  return (
    `HTTP/1.1 200 OK\r\nDate: ${createHttpDate()(nowMs)}\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=70\r\n\r\n${body}`
  );
}

/** Starts a server on this machine, with a certificate that is forgotten afterwards. */
export async function startCannedServer(nowMs: number): Promise<CannedServer> {
  const { privateKey: key } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const ca = issueAuthority({ key, nowMs });
  const task: Task = {
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: issueServer({ key, authorityKey: key, nowMs }),
    authAnswer: cannedAnswer({ code: 0, token: '0'.repeat(32) }, nowMs),
    answer: cannedAnswer({ code: 0, messageId: '1000000000000000000' }, nowMs),
  };
  const child = spawn(nodeProgram(), ['-e', PROGRAM], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  try {
    const port = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => reject(new Error('its process ended at once')));
      child.once('message', (message) => resolve(Number(message)));
      child.send(task);
    });
    return { url: `https://127.0.0.1:${port}`, ca, close: () => void child.kill() };
  } catch (error) {
    child.kill();
    throw error;
  }
}
