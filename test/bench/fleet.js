// How fast `iot-sim fleet` is, what it weighs and whether it is on time, against a canned platform on another core.
// `npm run bench [-- PART...] [--quick] [--rounds N] [--out FILE]`; without a part all of them. Needs a built dist/.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { costs, memory, size, throughput } from './fleet-parts.js';
import { describeRows } from './fleet-rounds.js';
import { openBench } from './fleet-run.js';
import { schedule } from './fleet-schedule.js';
import { FULL, QUICK } from './fleet-settings.js';

const PARTS = { throughput, size, memory, schedule, costs };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' }, rounds: { type: 'string' }, out: { type: 'string' } },
});
const unknown = positionals.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0)
  throw new Error(`${unknown.join(', ')}: the parts are ${Object.keys(PARTS).join(', ')}`);
const names = positionals.length > 0 ? positionals : Object.keys(PARTS);
const bench = await openBench(chooseSettings());

try {
  const machine = describeMachine();
  console.log(describeMachineInWords(machine));
  const rows = [];
  const allNotes = [];
  for (const name of names) {
    const part = await PARTS[name](bench);
    const notes = [...part.notes, ...bench.notes.splice(0)];
    // Where there is no processor time and no size of a process, their rows are left out.
    const known = part.rows.filter(({ median }) => !Number.isNaN(median));
    console.log(describeRows(part.title, known, notes));
    rows.push(...known.map((row) => ({ part: name, ...row })));
    allNotes.push(...notes.map((text) => ({ part: name, text })));
  }
  const { acknowledged } = bench;
  if (acknowledged.sent !== acknowledged.answered) {
    console.log(`The fleets sent ${acknowledged.sent} messages, the platform took ${acknowledged.answered}.`);
    process.exitCode = 1;
  }
  if (values.out !== undefined)
    writeFileSync(
      values.out,
      `${JSON.stringify({ machine, acknowledged, rows, notes: allNotes }, null, 2)}\n`,
    );
} finally {
  await bench.close();
}

function chooseSettings() {
  const settings = values.quick === true ? QUICK : FULL;
  const rounds = Number(values.rounds);
  if (values.rounds === undefined) return settings;
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds ${values.rounds} is no number of rounds`);
  return { ...settings, busy: { ...settings.busy, rounds }, sizes: { ...settings.sizes, rounds } };
}

function describeMachine() {
  const [cpu] = cpus();
  return {
    node: process.version,
    platform: process.platform,
    cpu: cpu?.model ?? 'unknown',
    cores: cpus().length,
    pinned: bench.cores ?? null,
  };
}

function describeMachineInWords({ node, platform, cpu, cores, pinned }) {
  const where = pinned
    ? `client on core ${pinned.client}, server on core ${pinned.server}`
    : 'processes are not held on cores: that needs taskset and two cores';
  const what = platform === 'linux' ? '' : '\nNo Linux: processor time and memory are left out.';
  return `node ${node}, ${cores} x ${cpu}\n${where}${what}`;
}
