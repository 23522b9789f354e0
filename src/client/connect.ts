import { connect as connectPlain, type Socket, type TcpSocketConnectOpts } from 'node:net';
import {
  type ConnectionOptions,
  connect as connectTls,
  createSecureContext,
  rootCertificates,
} from 'node:tls';

/** Answers are a tenth of this; longer ones come in pieces. */
const READ_BYTES = 4096;

/** What opens a connection to an endpoint, and is told what comes over it; what it is given is good until it returns. */
export type Connect = (onPiece: (piece: Buffer) => void) => Socket;

/**
 * Makes what opens connections to an endpoint; a further one takes the TLS session of one before.
 * @param options.endpoint `https://host[:port]`, or `http://` where that is allowed
 * @param options.ca further certificate authorities to trust, PEM
 */
export function createConnect({
  endpoint,
  ca,
}: {
  endpoint: string;
  ca?: readonly string[] | undefined;
}): Connect {
  const { protocol, hostname, port } = new URL(endpoint);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (protocol === 'http:') {
    return (onPiece) =>
      connectPlain({
        host,
        port: Number(port || 80),
        noDelay: true,
        keepAlive: true,
        onread: readingInto(onPiece),
      });
  }
  const secureContext = createSecureContext(ca === undefined ? {} : { ca: [...rootCertificates, ...ca] });
  const isName = !/^[\d.]+$|:/.test(host);
  let session: Buffer | undefined;
  return (onPiece) => {
    const options: ConnectionOptions & Pick<TcpSocketConnectOpts, 'onread'> = {
      host,
      port: Number(port || 443),
      secureContext,
      ALPNProtocols: ['http/1.1'],
      onread: readingInto(onPiece),
      ...(isName ? { servername: host } : {}),
      ...(session === undefined ? {} : { session }),
    };
    const socket = connectTls(options);
    socket.setNoDelay(true);
    socket.setKeepAlive(true);
    socket.on('session', (ticket) => {
      session = ticket;
    });
    return socket;
  };
}

/** Reads into one buffer again and again, past the stream, which would make one for each answer. */
function readingInto(onPiece: (piece: Buffer) => void) {
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  return {
    buffer,
    callback(length: number): boolean {
      onPiece(buffer.subarray(0, length));
      return true;
    },
  };
}
