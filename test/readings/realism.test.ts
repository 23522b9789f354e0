import { describe, expect, it } from 'vitest';
import { simulateClimate } from '../../src/readings/climate/simulate.ts';
import { PROFILES } from '../../src/readings/profiles.ts';
import { seriesStatistics } from '../../src/readings/statistics.ts';
import { compareStatistics } from '../../src/readings/statistics-table.ts';
import { FIGURES, timesOf } from '../realism/figures.js';

describe.each(['outdoor', 'indoor'] as const)('a series of the profile %s', (name) => {
  const { statistics, ...when } = FIGURES[name];
  const times = timesOf(when);

  it.each(['1', '2', '3'])('has the statistics of a real one: seed %s', (seed) => {
    const rows = simulateClimate({ parameters: PROFILES[name], seed, times });
    const out = compareStatistics(statistics, seriesStatistics(rows)).filter(({ isWithin }) => !isWithin);
    expect(out.map((row) => `${row.label}: real ${row.real}, simulated ${row.simulated}`)).toEqual([]);
  });
});
