// What the outbox costs: `publish` with it and without, in pairs, over HTTPS to an emulator in memory.
// `npm run bench:outbox [pairs] [readings] [interval]`. Needs a built dist/.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { DEMO_DEVICE } from '../../dist/emulator.js';
import { median } from './paired.js';

const PAIRS = Number(process.argv[2] ?? 7);
const READINGS = Number(process.argv[3] ?? 4000);
const INTERVAL = process.argv[4] ?? '1ms';
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'iot-sim-bench-'));
const server = spawn(process.execPath, [here('https-platform.js')], { stdio: ['ignore', 'pipe', 'inherit'] });

try {
  const port = await new Promise((resolve) => server.stdout.once('data', (line) => resolve(Number(line))));
  const { productKey, deviceName, deviceSecret } = DEMO_DEVICE;
  const env = {
    ...process.env,
    IOT_SIM_ENDPOINT: `https://localhost:${port}`,
    IOT_SIM_PRODUCT_KEY: productKey,
    IOT_SIM_DEVICE_NAME: deviceName,
    IOT_SIM_DEVICE_SECRET: deviceSecret,
    IOT_SIM_CA: here('../fixtures/tls/ca.pem'),
    XDG_STATE_HOME: folder,
  };
  const [kept, inMemory] = [[], ['--no-outbox']];
  await measure(kept, env); // warms up
  await measure(inMemory, env);
  const pairs = [];
  for (let i = 0; i < PAIRS; i++) pairs.push([await measure(kept, env), await measure(inMemory, env)]);
  print(pairs);
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** Runs `publish` once. */
async function measure(args, env) {
  const child = spawn(
    process.execPath,
    [
      ...['--import', new URL('usage.js', import.meta.url).href, here('../../bin/iot-sim.js')],
      ...['publish', '--interval', INTERVAL, '--count', String(READINGS), '--json', ...args],
    ],
    { env, stdio: ['ignore', 'pipe', 'inherit', 'pipe'] },
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const [lines, usage, code] = await Promise.all([text(child.stdout), text(child.stdio[3]), ended]);
  if (code !== 0) throw new Error(`publish ended with ${code}`);
  const summary = JSON.parse(lines.trimEnd().split('\n').at(-1));
  if (summary.sent !== READINGS) throw new Error(`${summary.sent} of ${READINGS} readings were sent`);
  return { ...JSON.parse(usage), perSecond: (1000 * READINGS) / summary.durationMs };
}

function print(pairs) {
  const of = (name) => {
    const [a, b] = [0, 1].map((side) => median(pairs.map((pair) => pair[side][name])));
    return { a, b, ratio: median(pairs.map(([x, y]) => x[name] / y[name])) };
  };
  const rate = of('perSecond');
  const cpu = of('cpuMs');
  console.log(
    `publish --interval ${INTERVAL}, with the outbox / without: ${rate.ratio.toFixed(3)} ` +
      `(medians of ${PAIRS} pairs: ${rate.a.toFixed(0)} and ${rate.b.toFixed(0)} readings a second)`,
  );
  console.log(
    `processor time: ${cpu.ratio.toFixed(2)} (${(cpu.a / READINGS).toFixed(3)} and ${(cpu.b / READINGS).toFixed(3)} ms a reading)`,
  );
  const bytes = median(pairs.map(([x, y]) => (x.bytes - y.bytes) / READINGS));
  console.log(`written by the outbox: ${Number.isNaN(bytes) ? '?' : bytes.toFixed(0)} bytes a reading`);
}
