// The part of the fleet's bench that looks at time: how late readings are taken, and whether that grows.
import { setTimeout as delay } from 'node:timers/promises';
import { makeRow } from './fleet-rounds.js';
import { checkSummary, inMemory, startFleet } from './fleet-run.js';

/** Many devices at a usual interval: lateness, drift, and what of one core that takes. */
export async function schedule(bench) {
  const { devices, intervalMs, durationMs, sampleMs } = bench.settings.schedule;
  const before = await bench.platform.count();
  const args = [
    '--interval',
    `${intervalMs}ms`,
    '--duration',
    `${durationMs}ms`,
    '--json',
    ...inMemory(bench),
  ];
  const fleet = startFleet(bench, { devices, args });
  const samples = [];
  let isOver = false;
  fleet.ended.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const { posts, atMs } = await bench.platform.count();
    const cpuMs = fleet.usage()?.cpuMs ?? Number.NaN;
    if (posts > before.posts) samples.push({ posts: posts - before.posts, atMs, cpuMs });
    await delay(sampleMs);
  }
  const ended = await fleet.ended;
  const summary = await checkSummary(bench, ended, before);
  if (summary?.lateness == null) throw new Error(`the fleet took no readings:\n${ended.stderr}`);
  const due = (devices * durationMs) / intervalMs;
  const one = (name, unit, value, goal) => makeRow({ name, unit, values: [value], goal });
  return {
    title: `schedule: ${devices.toLocaleString('en-US')} devices every ${intervalMs / 1000} s for ${durationMs / 1000} s`,
    rows: [
      ...['p50', 'p99', 'max'].map((name) =>
        one(`lateness ${name}`, 'ms', summary.lateness[name], name === 'p99' ? '< 5' : undefined),
      ),
      makeRow({
        name: 'taken',
        unit: 'readings',
        values: [summary.taken],
        to: { name: 'due', values: [due] },
      }),
      one('drift, last quarter to first', 'ms', driftOf(samples, bench.settings.schedule), '0'),
      one('share of one core', '%', 100 * shareOf(samples, bench.settings.schedule)),
    ],
    notes: [],
  };
}

/** The steady part: from the third interval to the last reading. */
function steady(samples, { intervalMs, durationMs }) {
  const startedAt = samples[0]?.atMs ?? 0;
  return samples
    .map(({ atMs, ...sample }) => ({ ...sample, ms: atMs - startedAt }))
    .filter(({ ms, cpuMs }) => ms >= 2 * intervalMs && ms < durationMs - intervalMs / 10 && cpuMs !== 0);
}

/** By how much messages came later, against an even pace, in the last quarter of the run than in the first. */
function driftOf(samples, plan) {
  const { devices, intervalMs, durationMs } = plan;
  const all = steady(samples, plan);
  const behind = all.map(({ ms, posts }) => ({ ms, behindMs: ms - (posts * intervalMs) / devices }));
  const mean = (some) => some.reduce((sum, { behindMs }) => sum + behindMs, 0) / some.length;
  const first = behind.filter(({ ms }) => ms < 2 * intervalMs + durationMs / 4);
  const last = behind.filter(({ ms }) => ms >= (3 * durationMs) / 4);
  return mean(last) - mean(first);
}

function shareOf(samples, plan) {
  const all = steady(samples, plan).filter(({ cpuMs }) => !Number.isNaN(cpuMs));
  const [first, last] = [all[0], all.at(-1)];
  return first && last ? (last.cpuMs - first.cpuMs) / (last.ms - first.ms) : Number.NaN;
}
