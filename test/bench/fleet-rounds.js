// Rounds of several clients in turn, and rows of a table that compare them.
import { median } from './paired.js';

/** A client that uses less of its core, and whose server does too, was kept from it by somebody else. */
const WHOLE_CORE = 0.9;

/**
 * Runs every variant once a round, so that all see the same noise of the machine; each round begins with another one.
 * @param {{ variants: { name: string, run: () => Promise<object> }[], rounds: number }} options
 * @returns {Promise<Record<string, object[]>>} the figures of each variant, round by round
 */
export async function inTurn({ variants, rounds }) {
  const runs = Object.fromEntries(variants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < variants.length; i++) {
      const { name, run } = variants[(round + i) % variants.length];
      runs[name].push(await run());
    }
  }
  return runs;
}

/**
 * A row of the table.
 * @param {{ name: string, unit: string, values: number[], to?: { name: string, values: number[] }, goal?: string }} row
 * `to`: what the ratios are to, round by round
 */
export function makeRow({ name, unit, values, to, goal }) {
  const ratio = to && { to: to.name, ...spread(values.map((value, round) => value / to.values[round])) };
  return { name, unit, ...spread(values), values, ...(ratio && { ratio }), ...(goal && { goal }) };
}

/** Says of clients that send as fast as they can where neither they nor the server had a core for themselves. */
export function describeDisturbed(runs) {
  const all = Object.values(runs).flat();
  const disturbed = all.filter(({ share, serverShare }) => Math.max(share, serverShare) < WHOLE_CORE);
  if (disturbed.length === 0) return [];
  return [
    `${disturbed.length} of ${all.length} runs had to share their cores: trust the processor time alone`,
  ];
}

/** Messages a second and processor time of one variant against another. */
export function rowsOf(runs, { name, to, goal }) {
  const figure = (variant, key) => runs[variant].map((run) => run[key]);
  const against = (key) => (name === to ? {} : { to: { name: to, values: figure(to, key) } });
  return [
    makeRow({ name, unit: 'messages/s', values: figure(name, 'perSecond'), ...against('perSecond'), goal }),
    makeRow({ name, unit: 'µs a message', values: figure(name, 'micros'), ...against('micros') }),
  ];
}

function spread(values) {
  return { median: median(values), low: Math.min(...values), high: Math.max(...values) };
}

const WIDTHS = { name: 32, value: 11, ratio: 23 };

/** The rows of one part as text, 80 columns at most. */
export function describeRows(title, rows, notes) {
  const columns = (name, value, ratio, goal) =>
    `  ${name.padEnd(WIDTHS.name)}${value.padStart(WIDTHS.value)}  ${ratio.padEnd(WIDTHS.ratio)}${goal}`.trimEnd();
  const lines = rows.map(({ name, unit, ratio, goal = '', ...row }) =>
    columns(`${name}, ${unit}`, format(row.median), ratio ? describeRatio(ratio) : '', goal),
  );
  const to = rows.find(({ ratio }) => ratio)?.ratio.to;
  const head = columns('', 'median', to === undefined ? '' : `ratio to ${to}`, 'goal');
  return `\n${[title, head, ...lines, ...notes.map((note) => `  ${note}`)].join('\n')}`;
}

function describeRatio({ median: middle, low, high }) {
  return `${middle.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function format(value) {
  const digits = Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 100 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
