// One client at a time against the canned platform: it is started, let come to a steady state, measured and ended.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CA_FILE, findCores, here, startNode } from './fleet-process.js';
import { CONNECTIONS } from './fleet-settings.js';

const PROGRAM = here('../../bin/iot-sim.js');
const PRODUCT_KEY = 'a1BenchFleet';
/** A client that has not come to a steady state by then is measured as it is. */
const PATIENCE_MS = 120_000;
/** A fleet that is ended delivers what waits; that takes no part of this where all is well. */
const GRACE = '30s';

/** Opens what all parts of the bench share: the platform on its core, a folder, what the program knows. */
export async function openBench(settings) {
  const folder = mkdtempSync(join(tmpdir(), 'iot-sim-bench-'));
  const cores = findCores();
  const platform = await startPlatform(cores?.server);
  const help = await startNode([PROGRAM, 'fleet', '--help']).ended;
  const bench = {
    settings,
    cores,
    folder,
    platform,
    notes: [],
    /** What the fleets said they sent, against what the platform answered. */
    acknowledged: { sent: 0, answered: 0 },
    knows: (flag) => help.stdout.includes(`\n  ${flag}`),
    async close() {
      await platform.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  return bench;
}

/** Of a fleet that keeps nothing on disk. */
export const inMemory = ({ knows }) => (knows('--no-outbox') ? ['--no-outbox'] : []);

async function startPlatform(core) {
  const server = startNode([here('fleet-platform.js')], { core, hasChannel: true });
  const listening = new Promise((resolve) => server.child.stdout.once('data', resolve));
  const port = Number(await server.during(listening));
  /** Who has asked, in that order. */
  const asking = [];
  server.child.on('message', (counted) => asking.shift()?.(counted));
  return {
    port,
    usage: server.usage,
    stop: () => server.stop(),
    /** What it has answered so far, and when that was. */
    count() {
      const told = new Promise((resolve) => asking.push(resolve));
      server.child.send('count');
      return server.during(told);
    },
  };
}

/** Starts a fleet. */
export function startFleet({ folder, cores, platform }, { devices, args }) {
  const file = join(folder, `devices-${devices}.csv`);
  const rows = Array.from({ length: devices }, (_, index) => {
    const number = String(index + 1).padStart(6, '0');
    return `bench-sensor-${number},${number.padStart(32, '0')},${PRODUCT_KEY}\n`;
  });
  writeFileSync(file, `DeviceName,DeviceSecret,ProductKey\n${rows.join('')}`);
  const flags = {
    '--devices': file,
    '--endpoint': `https://127.0.0.1:${platform.port}`,
    '--ca': CA_FILE,
    '--connections': String(CONNECTIONS),
  };
  return startNode([PROGRAM, 'fleet', ...Object.entries(flags).flat(), ...args], {
    core: cores?.client,
    cwd: folder, // where no configuration is
    env: { XDG_STATE_HOME: mkdtempSync(join(folder, 'state-')) }, // an outbox that is empty, and nobody's
  });
}

/**
 * Measures a fleet in its steady state, then ends it as Ctrl-C does.
 * @param run.isReady asked once all have tokens, see measure
 * @param run.meanwhile begins what goes on beside it, and gives what ends that
 */
export async function measureFleet(bench, { devices, args, isReady, ms, meanwhile }) {
  const before = await bench.platform.count();
  const fleet = startFleet(bench, { devices, args: ['--grace', GRACE, ...args] });
  const endMeanwhile = meanwhile?.(fleet);
  const hasTokens = (done) => done.auths >= devices && isReady(done);
  const figures = await measure(bench, fleet, { isReady: hasTokens, ms }).finally(endMeanwhile);
  await checkSummary(bench, await fleet.stop('SIGINT'), before);
  return figures;
}

/** Reads the summary of a fleet that has ended. @returns undefined where it printed none */
export async function checkSummary({ platform, acknowledged }, { stdout }, before) {
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  const summary = last.startsWith('{') ? JSON.parse(last) : undefined;
  if (summary?.type !== 'fleet') return undefined;
  const { posts } = await platform.count();
  acknowledged.sent += summary.sent;
  acknowledged.answered += posts - before.posts;
  return summary;
}

/** Measures another client that sends one request over and over. */
export async function measureLoad(bench, { script, request, isReady, ms }) {
  const work = { port: bench.platform.port, connections: CONNECTIONS, request };
  const load = startNode([here(script), JSON.stringify(work)], { core: bench.cores?.client });
  const figures = await measure(bench, load, { isReady, ms });
  await load.stop();
  return figures;
}

/**
 * Measures a client that has been started.
 * @param run.isReady asked now and then, with what the platform has answered this client
 * @param run.ms how long it is measured
 */
async function measure({ platform, settings, notes }, client, { isReady, ms }) {
  try {
    const origin = await platform.count();
    const done = async () => {
      const { auths, posts, ...rest } = await platform.count();
      return { ...rest, auths: auths - origin.auths, posts: posts - origin.posts };
    };
    const endsAt = performance.now() + PATIENCE_MS;
    while (!isReady(await client.during(done()))) {
      if (performance.now() > endsAt) {
        notes.push(`a client had no steady state after ${PATIENCE_MS / 1000} s and was measured without`);
        break;
      }
      await client.during(delay(settings.pollMs));
    }
    const mark = async () => ({
      ...(await client.during(done())),
      client: client.usage(),
      server: platform.usage(),
    });
    const from = await mark();
    await client.during(delay(ms));
    return figuresOf(from, await mark());
  } catch (error) {
    await client.stop('SIGKILL');
    throw error;
  }
}

/** What happened between two marks. */
function figuresOf(from, to) {
  const posts = to.posts - from.posts;
  const took = to.atMs - from.atMs;
  const cpuMs = (name) => (to[name]?.cpuMs ?? Number.NaN) - (from[name]?.cpuMs ?? Number.NaN);
  return {
    perSecond: (1000 * posts) / took,
    /** Processor time of a message, in microseconds; NaN where this is no Linux. */
    micros: (1000 * cpuMs('client')) / posts,
    share: cpuMs('client') / took,
    serverShare: cpuMs('server') / took,
    bytes: to.client?.bytes ?? Number.NaN,
    mostBytes: to.client?.mostBytes ?? Number.NaN,
    sample: to.sample,
  };
}
