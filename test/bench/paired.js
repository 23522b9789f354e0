import { spawn } from 'node:child_process';

/**
 * Runs two commands in turn (A B A B …), so that both see the same noise of the machine, after one uncounted run of each.
 * @param {{ a: Command, b: Command, runs: number }} options
 * @typedef {{ args: string[], env?: Record<string, string> }} Command arguments of `node`
 * @returns {Promise<{ a: number, b: number, ratio: number }>} medians: milliseconds of each, and of the ratio a/b pair by pair
 */
export async function pairedRuns({ a, b, runs }) {
  await timeRun(a);
  await timeRun(b);
  const pairs = [];
  for (let i = 0; i < runs; i++) pairs.push([await timeRun(a), await timeRun(b)]);
  return {
    a: median(pairs.map(([first]) => first)),
    b: median(pairs.map(([, second]) => second)),
    ratio: median(pairs.map(([first, second]) => first / second)),
  };
}

/** @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((x, y) => x - y);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** @param {Command} command */
function timeRun({ args, env = {} }) {
  return new Promise((resolve, reject) => {
    const startedAt = process.hrtime.bigint();
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve(Number(process.hrtime.bigint() - startedAt) / 1e6);
      else reject(new Error(`node ${args.join(' ')} ended with ${code}`));
    });
  });
}
