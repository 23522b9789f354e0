// The parts of the fleet's bench that pair clients: throughput, size, memory, costs. Each gives a title, rows and notes.
import { describeDisturbed, inTurn, makeRow, rowsOf } from './fleet-rounds.js';
import { inMemory, measureFleet, measureLoad } from './fleet-run.js';
import { CONNECTIONS } from './fleet-settings.js';
import { median } from './paired.js';

const number = (value) => value.toLocaleString('en-US');
const many = (rounds) => `${rounds} round${rounds === 1 ? '' : 's'}`;

/** Messages a second and processor time of each, against clients that send one constant request. */
export async function throughput(bench) {
  const { rounds, devices, ms } = bench.settings.busy;
  const fleet = () => measureBusyFleet(bench, ['--json', ...inMemory(bench)]);
  const { sample: request } = await fleet(); // its requests are as long as the fleet's
  const load = (script) => () =>
    measureLoad(bench, { script, request, isReady: sinceFirstPost(bench.settings.busy), ms });
  const variants = [
    { name: 'fleet', run: fleet },
    { name: 'autocannon', run: load('fleet-autocannon.js') },
    { name: 'bare TLS loop', run: load('fleet-loop.js') },
  ];
  const runs = await inTurn({ variants, rounds });
  const percent = (name, key) => `${Math.round(100 * median(runs[name].map((run) => run[key])))}%`;
  const uses = variants.map(
    ({ name }) =>
      `${name}: ${percent(name, 'share')} of its core, ${percent(name, 'serverShare')} of the server's`,
  );
  return {
    title: `throughput: ${CONNECTIONS} connections, ${number(devices)} devices, ${many(rounds)} of ${ms / 1000} s`,
    rows: variants.flatMap(({ name }) =>
      rowsOf(runs, { name, to: 'autocannon', ...(name === 'fleet' && { goal: '>= 1' }) }),
    ),
    notes: [
      `${Buffer.byteLength(request)} bytes a request`,
      ...uses.filter((text) => !text.includes('NaN')), // no Linux
      ...describeDisturbed(runs),
    ],
  };
}

/** What a message costs the processor in small fleets and large ones. */
export async function size(bench) {
  const { rounds, devices, perSecond } = bench.settings.sizes;
  const runs = await runSizes(bench);
  const [smallest] = devices;
  const micros = (count) => runs[count].map((run) => run.micros);
  const held = devices.map((count) => {
    const least = Math.min(...runs[count].map((run) => run.perSecond));
    return number(Math.round(least));
  });
  return {
    title: `size: ${number(perSecond)} messages a second, ${many(rounds)}`,
    rows: devices.map((count) =>
      makeRow({
        name: `${number(count)} devices`,
        unit: 'µs a message',
        values: micros(count),
        ...(count !== smallest && {
          to: { name: `${number(smallest)} devices`, values: micros(smallest) },
          goal: '0.9 to 1.1',
        }),
      }),
    ),
    notes: [`held, messages a second at least: ${held.join(', ')}`],
  };
}

/** What a device weighs, when all have their tokens. */
export async function memory(bench) {
  const { rounds, devices } = bench.settings.sizes;
  const runs = await runSizes(bench);
  const [small, large] = [devices[0], devices.at(-1)];
  const bytes = (count, key = 'bytes') => runs[count].map((run) => run[key]);
  const megabytes = (name, values) =>
    makeRow({ name, unit: 'MB', values: values.map((value) => value / 1e6) });
  const grown = bytes(large).map((value, round) => (value - bytes(small)[round]) / (large - small));
  return {
    title: `memory: what is resident once all have tokens, ${many(rounds)}`,
    rows: [
      makeRow({
        name: `a device beyond ${number(small)}`,
        unit: 'bytes',
        values: grown,
        goal: '<= 2,048',
      }),
      megabytes(`${number(small)} devices`, bytes(small)),
      megabytes(`${number(large)} devices`, bytes(large)),
      megabytes(`${number(large)} devices at most`, bytes(large, 'mostBytes')),
    ],
    notes: [],
  };
}

/** What else a fleet does costs so much. */
export async function costs(bench) {
  const { rounds, devices, ms, readMs } = bench.settings.busy;
  const plain = inMemory(bench);
  const extras = [
    { name: 'with --json', flag: '--json', args: ['--json', ...plain] },
    {
      name: 'with --metrics',
      flag: '--metrics',
      args: ['--metrics', '127.0.0.1:0', ...plain],
      meanwhile: (fleet) => readMetrics(fleet, { readMs, notes: bench.notes }),
    },
    { name: 'with the outbox', flag: '--no-outbox', args: [] },
  ];
  const known = extras.filter(({ flag }) => bench.knows(flag));
  const variants = [{ name: 'plain', args: plain }, ...known].map(({ name, args, meanwhile }) => ({
    name,
    run: () => measureBusyFleet(bench, args, meanwhile),
  }));
  const runs = await inTurn({ variants, rounds });
  const missing = extras.filter(({ flag }) => !bench.knows(flag)).map(({ flag }) => flag);
  return {
    title: `costs: ${number(devices)} devices, ${many(rounds)} of ${ms / 1000} s`,
    rows: variants.flatMap(({ name }) => rowsOf(runs, { name, to: 'plain' })),
    notes: [...missing.map((flag) => `${flag} is not there yet`), ...describeDisturbed(runs)],
  };
}

/** Reads a fleet's metrics again and again, as Prometheus does. @returns what ends it */
function readMetrics(fleet, { readMs, notes }) {
  let reads = 0;
  const timer = setInterval(async () => {
    const address = /http:\S+\/metrics/.exec(fleet.text.stderr)?.[0];
    try {
      if (address && (await (await fetch(address)).text()) !== '') reads += 1;
    } catch {
      // It starts or ends just now.
    }
  }, readMs);
  return () => {
    clearInterval(timer);
    if (reads === 0) notes.push('the metrics could not be read');
  };
}

/** A fleet that is asked for more than one core can do. */
function measureBusyFleet(bench, args, meanwhile) {
  const { devices, perSecond, ms } = bench.settings.busy;
  return measureFleet(bench, {
    devices,
    args: ['--rate', `${perSecond}/s`, ...args],
    isReady: sinceFirstPost(bench.settings.busy),
    ms,
    meanwhile,
  });
}

/** Ready some time after the first message. */
function sinceFirstPost({ warmUpMs }) {
  let firstAt = Number.POSITIVE_INFINITY;
  return ({ posts, atMs }) => {
    if (posts > 0) firstAt = Math.min(firstAt, atMs);
    return atMs - firstAt >= warmUpMs;
  };
}

/** Runs the fleets of all sizes, once for the two parts that need them. */
function runSizes(bench) {
  const { rounds, devices, perSecond, ms } = bench.settings.sizes;
  bench.sizes ??= inTurn({
    rounds,
    variants: devices.map((count) => ({
      name: String(count),
      run: () =>
        measureFleet(bench, {
          devices: count,
          args: ['--rate', `${perSecond}/s`, '--json', ...inMemory(bench)],
          isReady: atItsPace(bench.settings.sizes),
          ms,
        }),
    })),
  });
  return bench.sizes;
}

/** Ready when the code is warm, and what came late while tokens were asked for has been made up. */
function atItsPace({ perSecond, warmUpPosts, ms }) {
  let last = { posts: 0, atMs: Number.NEGATIVE_INFINITY };
  return ({ posts, atMs }) => {
    if (posts < warmUpPosts || atMs - last.atMs < ms / 10) return false;
    const held = (1000 * (posts - last.posts)) / (atMs - last.atMs);
    last = { posts, atMs };
    return Math.abs(held / perSecond - 1) < 0.05;
  };
}
