// How many acknowledged property posts a second the emulator takes on one core, against a bare Fastify route on the
// same machine that parses the same body and answers constant JSON; how long it takes to start, and what it weighs.
// `npm run bench:emulator [pairs] [seconds]`. Needs a built dist/.
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './paired.js';

const PAIRS = Number(process.argv[2] ?? 7);
const SECONDS = Number(process.argv[3] ?? 4);
const CONNECTIONS = 64;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const program = here('../../bin/iot-sim.js');
const folder = mkdtempSync(join(tmpdir(), 'iot-sim-bench-'));
/** The bare route gets as many different requests, since those alone make a difference. */
const bare = (devices) => ({ name: 'bare route', args: [here('bare-route.js')], devices });
const inMemory = (devices) => ({
  name: `emulator in memory, ${devices} device${devices === 1 ? '' : 's'}`,
  args: [program, 'emulator', '--json', '--quiet', '--port', '0', '--devices', String(devices)],
  devices,
});
const onDisk = (devices) => {
  const server = inMemory(devices);
  return {
    ...server,
    name: server.name.replace('in memory', 'with --data'),
    args: [...server.args, '--data', join(folder, 'data')],
  };
};

try {
  await startAndWeight();
  for (const make of [inMemory, onDisk]) {
    for (const devices of [1, 100, 10_000]) await compare(make(devices), bare(devices));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Paired: both see the same noise of the machine. */
async function compare(a, b) {
  const pairs = [];
  for (let i = 0; i < PAIRS; i++) pairs.push([await postsASecond(a), await postsASecond(b)]);
  const [first, second] = [median(pairs.map(([x]) => x)), median(pairs.map(([, y]) => y))];
  const ratio = median(pairs.map(([x, y]) => x / y));
  console.log(
    `${a.name} / ${b.name}: ${ratio.toFixed(2)} ` +
      `(medians of ${PAIRS} pairs: ${first.toFixed(0)} and ${second.toFixed(0)} posts a second)`,
  );
}

async function postsASecond({ args, devices }) {
  rmSync(join(folder, 'data'), { recursive: true, force: true });
  const csv = join(folder, 'fleet.csv');
  const isEmulator = args.includes('emulator');
  const server = await start(isEmulator ? [...args, '--devices-out', csv] : args);
  try {
    const requests = await makeRequests(
      server.port,
      isEmulator ? triplesOf(csv) : Array.from({ length: devices }, makeUp),
    );
    await load({ port: server.port, seconds: 1, requests }); // warms up
    const { answered, refused, seconds } = await load({ port: server.port, seconds: SECONDS, requests });
    if (refused > 0) throw new Error(`${refused} posts were refused`);
    return answered / seconds;
  } finally {
    await server.stop();
  }
}

function triplesOf(csv) {
  const [, ...rows] = readFileSync(csv, 'utf8').trim().split('\r\n');
  return rows.map((row) => {
    const [deviceName, deviceSecret, productKey] = row.split(',');
    return { deviceName, deviceSecret, productKey };
  });
}

/** A device for a route that knows none. */
function makeUp(_, index) {
  return { productKey: 'iot-sim-demo', deviceName: `demo-sensor-${String(index + 1).padStart(5, '0')}` };
}

/** One request for each device, with a token of its own. */
async function makeRequests(port, triples) {
  const requests = [];
  for (let first = 0; first < triples.length; first += CONNECTIONS) {
    const some = triples.slice(first, first + CONNECTIONS);
    requests.push(
      ...(await Promise.all(some.map((triple, index) => makeRequest(port, triple, first + index)))),
    );
  }
  return requests;
}

async function makeRequest(port, triple, index) {
  const { productKey, deviceName, deviceSecret } = triple;
  let token = String(index).padStart(32, '0');
  if (deviceSecret !== undefined) {
    const content = `clientId${index}deviceName${deviceName}productKey${productKey}`;
    const sign = createHmac('sha1', deviceSecret).update(content).digest('hex');
    const answer = await fetch(`http://127.0.0.1:${port}/auth`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ productKey, deviceName, clientId: String(index), sign, signmethod: 'hmacsha1' }),
    });
    token = (await answer.json()).info.token;
  }
  return {
    path: `/topic/sys/${productKey}/${deviceName}/thing/event/property/post`,
    headers: { 'Content-Type': 'application/octet-stream', password: token },
    body: '{"id":"123","version":"1.0","params":{"temperature":22,"humidity":60},"method":"thing.event.property.post"}',
  };
}

/** Another process makes the load, on another core. */
function load(work) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [here('load.js')], { stdio: ['pipe', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.on('close', (code) =>
      code === 0 ? resolve(JSON.parse(text)) : reject(new Error(`the load ended with ${code}`)),
    );
    child.stdin.end(JSON.stringify({ connections: CONNECTIONS, ...work }));
  });
}

/** Starts a server that prints a line with its address. */
async function start(args) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text);
    });
    child.on('exit', (code) => reject(new Error(`node ${args.join(' ')} ended with ${code}`)));
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return {
    pid: child.pid,
    port: Number(/127\.0\.0\.1:(\d+)/.exec(line)?.[1]),
    stop() {
      child.kill();
      return ended;
    },
  };
}

/** From nothing to the first healthy answer, and what the process holds when nothing happens. */
async function startAndWeight() {
  const times = [];
  let weight = '?';
  for (let i = 0; i < PAIRS; i++) {
    const startedAt = process.hrtime.bigint();
    const server = await start([program, 'emulator', '--json', '--port', '0']);
    const answer = await fetch(`http://127.0.0.1:${server.port}/_emulator/health`);
    if (!answer.ok) throw new Error(`health is ${answer.status}`);
    times.push(Number(process.hrtime.bigint() - startedAt) / 1e6);
    const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
    weight = (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024).toFixed(0);
    await server.stop();
  }
  console.log(`start to healthy: ${median(times).toFixed(0)} ms (median of ${PAIRS}); idle: ${weight} MB`);
}
