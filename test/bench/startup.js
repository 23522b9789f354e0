// How long the program takes to start: `npm run bench:startup`. Needs a built dist/.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEMO_DEVICE } from '../../dist/emulator.js';
import { pairedRuns } from './paired.js';

const RUNS = Number(process.argv[2] ?? 31);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const program = here('../../bin/iot-sim.js');
const ca = here('../fixtures/tls/ca.pem');
const folder = mkdtempSync(join(tmpdir(), 'iot-sim-bench-'));
const server = spawn(process.execPath, [here('https-platform.js')], { stdio: ['ignore', 'pipe', 'inherit'] });

try {
  const port = await new Promise((resolve) => server.stdout.once('data', (line) => resolve(Number(line))));
  const endpoint = `https://localhost:${port}`;
  const { productKey, deviceName, deviceSecret } = DEMO_DEVICE;
  const env = {
    IOT_SIM_ENDPOINT: endpoint,
    IOT_SIM_PRODUCT_KEY: productKey,
    IOT_SIM_DEVICE_NAME: deviceName,
    IOT_SIM_DEVICE_SECRET: deviceSecret,
    IOT_SIM_CA: ca,
    XDG_STATE_HOME: folder,
  };
  const minimal = {
    args: [here('minimal-once.js')],
    env: {
      ENDPOINT: endpoint,
      CA: ca,
      PRODUCT_KEY: productKey,
      DEVICE_NAME: deviceName,
      SECRET: deviceSecret,
    },
  };
  const once = [program, 'once', '--temp', '22', '--hum', '60'];
  await report('iot-sim --version', 'node -e 0', {
    a: { args: [program, '--version'] },
    b: { args: ['-e', '0'] },
  });
  await report('iot-sim once --fresh-token', 'minimal undici script', {
    a: { args: [...once, '--fresh-token'], env },
    b: minimal,
  });
  await report('iot-sim once, token kept', 'minimal undici script', { a: { args: once, env }, b: minimal });
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

async function report(nameA, nameB, commands) {
  const { a, b, ratio } = await pairedRuns({ ...commands, runs: RUNS });
  console.log(
    `${nameA} / ${nameB}: ${ratio.toFixed(2)} (medians of ${RUNS} pairs: ${a.toFixed(0)} ms, ${b.toFixed(0)} ms)`,
  );
}
