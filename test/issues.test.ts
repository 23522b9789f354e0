import { expect, it } from 'vitest';
import { formatIssues } from '../src/issues.ts';

it('prints one line for each issue, the path first', () => {
  const issues = [
    { path: 'readings.temperature.max', message: '80 is outside the model’s -10..50' },
    { path: 'interval', message: 'write 5s' },
  ];
  expect(formatIssues(issues)).toBe(
    '  readings.temperature.max: 80 is outside the model’s -10..50\n  interval: write 5s',
  );
});

it('prints no colon for an issue with the whole', () => {
  expect(formatIssues([{ path: '', message: 'is not JSON' }])).toBe('  is not JSON');
});
