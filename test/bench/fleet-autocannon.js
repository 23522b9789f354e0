// autocannon with one constant request. `node fleet-autocannon.js JSON` with {port, connections, request}; runs until
// it is ended.
import autocannon from 'autocannon';
import { readCa } from './fleet-process.js';

/** Longer than anything here takes. */
const SECONDS = 3600;
/** autocannon writes these by itself. */
const ITS_OWN = new Set(['host', 'content-length']);

const { port, connections, request } = JSON.parse(process.argv[2] ?? '');
const headEnd = request.indexOf('\r\n\r\n');
const [first, ...lines] = request.slice(0, headEnd).split('\r\n');
const [method, path] = first.split(' ');
const headers = lines
  .map((line) => line.split(': '))
  .filter(([name]) => name !== undefined && !ITS_OWN.has(name.toLowerCase()));
await autocannon({
  url: `https://127.0.0.1:${port}${path}`,
  tlsOptions: { ca: readCa() },
  method,
  headers: Object.fromEntries(headers),
  body: request.slice(headEnd + 4),
  connections,
  duration: SECONDS,
});
