// The least that can be done in Node: connections that write one constant request and look for the end of the answer.
// `node fleet-loop.js JSON` with {port, connections, request}; runs until it is ended.
import { connect } from 'node:tls';
import { readCa } from './fleet-process.js';

const { port, connections, request } = JSON.parse(process.argv[2] ?? '');
const ca = readCa();
for (let i = 0; i < connections; i++) {
  const socket = connect({ port, host: '127.0.0.1', ca });
  socket.setNoDelay(true);
  const send = () => socket.write(request, 'latin1');
  socket.on('secureConnect', send);
  socket.on('data', (piece) => {
    if (!piece.latin1Slice().includes('\r\n\r\n')) throw new Error('the answer came in pieces');
    send();
  });
}
