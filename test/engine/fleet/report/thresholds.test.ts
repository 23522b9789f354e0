import { describe, expect, test } from 'vitest';
import { parseThreshold } from '../../../../src/config/parse-threshold.ts';
import { checkThresholds } from '../../../../src/engine/fleet/report/thresholds.ts';
import { durations, madeReport } from '../../../cli/fleet/made-report.ts';

const report = madeReport({
  durationMs: 10_000,
  devices: 50,
  taken: 1_000,
  sent: 970,
  refused: 10,
  dropped: 7,
  pending: 13,
  failed: 20,
  auths: 55,
  shutOutCount: 2,
  latency: durations(...Array.from({ length: 1_000 }, (_, index) => index + 1)),
  service: durations(5, 5, 5, 25),
  lateness: durations(0.5),
});

function check(text: string, of = report) {
  const parsed = parseThreshold(text);
  if ('problem' in parsed) throw new Error(parsed.problem);
  const [result] = checkThresholds([parsed.value], of);
  return result;
}

describe('a threshold', () => {
  test.each([
    ['error_rate>1%', true, '3% (30 of 1,000)'],
    ['error_rate>3%', false, '3% (30 of 1,000)'],
    ['error_rate>=3%', true, '3% (30 of 1,000)'],
    ['error_rate >= 0.03', true, '3% (30 of 1,000)'],
    ['refused_rate>1%', true, '1.02% (10 of 980)'],
    ['p50>500ms', true, '500.2ms'],
    ['p90>1s', false, '900.1ms'],
    ['p95<1s', true, '950.3ms'],
    ['p99>2s', false, '990.2ms'],
    ['p99.9>=999ms', true, '999.4ms'],
    ['max>1s', false, '1000ms'],
    ['max>=1s', true, '1000ms'],
    ['mean>400ms', true, '500.5ms'],
    ['service_mean>=10ms', true, '10ms'],
    ['service_max>1m', false, '25ms'],
    ['lateness_p99>1ms', false, '0.5ms'],
    ['rate<97/s', false, '97/s'],
    ['rate<=97/s', true, '97/s'],
    ['rate<1000/s', true, '97/s'],
    ['sent<1000', true, '970'],
    ['taken<1000', false, '1,000'],
    ['refused>0', true, '10'],
    ['dropped>7', false, '7'],
    ['pending>12', true, '13'],
    ['failed>=20', true, '20'],
    ['auths>100', false, '55'],
    ['shut_out>0', true, '2'],
  ])('%s: crossed is %j, since it is %s', (text, isCrossed, actual) => {
    expect(check(text)).toEqual({ text, isCrossed, actual });
  });

  test.each(['p99>1s', 'p99<1s', 'mean>1h', 'error_rate>1%', 'refused_rate<50%'])(
    '%s is crossed where there is nothing to measure',
    (text) => {
      expect(check(text, madeReport())).toEqual({ text, isCrossed: true, actual: 'not measured' });
    },
  );

  test('counts that are 0 are measured', () => {
    expect(check('refused>0', madeReport())).toMatchObject({ isCrossed: false, actual: '0' });
    expect(check('rate<1/s', madeReport())).toMatchObject({ isCrossed: true, actual: '0/s' });
  });

  test('long durations are said in seconds', () => {
    expect(check('max>10s', madeReport({ latency: durations(12_345.6) }))?.actual).toBe('12.35s');
  });
});
