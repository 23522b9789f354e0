// How close simulated series come to real ones: `npm run realism`. Needs a built dist/.
// With a file (columns time, temperature, humidity) the climate is fitted to it first: `npm run realism -- FILE.csv`. What
// a series does not tell is taken from the profile named after it, else from outdoor.
// With --fit NAME that profile is fitted anew to its figures in figures.js.
import { readFileSync } from 'node:fs';
import {
  compareStatistics,
  fitClimate,
  fitStatistics,
  PROFILES,
  seriesStatistics,
  simulateClimate,
} from '../../dist/index.js';
import { FIGURES, timesOf } from './figures.js';

const SEEDS = ['1', '2', '3'];
const [first, second] = process.argv.slice(2);
let isClose = true;

if (first === '--fit') {
  const { statistics, ...when } = FIGURES[second];
  const times = timesOf(when);
  report(`${second}, fitted anew`, {
    parameters: fitAndPrint(second, (base) => fitStatistics({ statistics, times, base })),
    statistics,
    times,
  });
} else if (first !== undefined) {
  const rows = readSeries(first);
  const profile = second ?? 'outdoor';
  const { utcOffset } = PROFILES[profile];
  report(first, {
    parameters: fitAndPrint(profile, (base) => fitClimate(rows, base)),
    statistics: seriesStatistics(rows, utcOffset),
    times: rows.map(({ timeMs }) => timeMs),
  });
} else {
  for (const [name, { statistics, ...when }] of Object.entries(FIGURES)) {
    report(name, { parameters: PROFILES[name], statistics, times: timesOf(when) });
  }
}
process.exitCode = isClose ? 0 : 1;

/** Prints what a configuration file needs beside the profile. */
function fitAndPrint(profile, search) {
  const base = PROFILES[profile];
  const parameters = search(base);
  const changed = Object.entries(parameters).filter(([name, value]) => value !== base[name]);
  console.log(JSON.stringify({ climate: { profile, ...Object.fromEntries(changed) } }, undefined, 2), '\n');
  return parameters;
}

function report(title, { parameters, statistics, times }) {
  const tables = SEEDS.map((seed) =>
    compareStatistics(
      statistics,
      seriesStatistics(simulateClimate({ parameters, seed, times }), parameters.utcOffset),
    ),
  );
  console.log(`${title}: ${times.length} rows, seeds ${SEEDS.join(', ')}`);
  print(['statistic', 'real', ...SEEDS.map((seed) => `seed ${seed}`), 'band', 'ok']);
  for (const [index, { label, unit, digits, band, real }] of tables[0].entries()) {
    const rows = tables.map((table) => table[index]);
    const isWithin = rows.every((row) => row.isWithin);
    isClose &&= isWithin;
    print([
      unit === '' ? label : `${label}, ${unit}`,
      real.toFixed(digits),
      ...rows.map(({ simulated }) => simulated.toFixed(digits)),
      `±${band(real).toFixed(digits)}`,
      isWithin ? 'yes' : 'NO',
    ]);
  }
  console.log();
}

function print([name, ...cells]) {
  console.log(name.padEnd(44) + cells.map((cell) => cell.padStart(9)).join(''));
}

/** Rows in order of time; those without a value are left out. */
function readSeries(file) {
  const [header, ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const columns = header
    .replace(/^\uFEFF/, '')
    .split(',')
    .map((name) => name.trim().replaceAll('"', ''));
  const place = (name) => {
    if (!columns.includes(name))
      throw new Error(`${file} has no column ${name}: it has ${columns.join(', ')}`);
    return columns.indexOf(name);
  };
  const [time, temperature, humidity] = ['time', 'temperature', 'humidity'].map(place);
  return lines
    .map((line) => line.split(',').map((cell) => cell.trim().replaceAll('"', '')))
    .filter((cells) => cells[temperature] !== '' && cells[humidity] !== '')
    .map((cells) => ({
      timeMs: Date.parse(cells[time]),
      temperature: Number(cells[temperature]),
      humidity: Number(cells[humidity]),
    }))
    .filter((row) => Object.values(row).every(Number.isFinite))
    .sort((left, right) => left.timeMs - right.timeMs);
}
