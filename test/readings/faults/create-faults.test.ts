import { describe, expect, test } from 'vitest';
import { createFaults } from '../../../src/readings/faults/create-faults.ts';
import type { Sample } from '../../../src/readings/sample.ts';
import { checkProperties } from '../../../src/tsl/check.ts';
import type { ThingModel } from '../../../src/tsl/model.ts';
import { PRESETS } from '../../../src/tsl/presets.ts';
import type { Value } from '../../../src/tsl/write.ts';
import { START_MS } from '../../helpers/fake-clock.ts';
import { modelOf, numberType } from '../../helpers/model.ts';
import { sensorFault } from '../../helpers/sensor-faults.ts';

interface Options {
  model?: ThingModel;
  device?: string;
  seed?: string;
  count?: number;
  everyMs?: number;
  startMs?: number;
  values?: (index: number) => Record<string, Value>;
}

/** A number with a fine step, so that what was added to it is seen. */
const fine = modelOf({ level: numberType('double', { min: '0', max: '1000', step: '0.01' }) });

const inLevel = { model: fine, values: (index: number) => ({ level: 500 + index }) };

/** What comes out of a run of readings, by default one a minute whose temperature is its number, and then the held back ones. */
function run(texts: string[], options: Options = {}): Sample[] {
  const { model = PRESETS.environment, device = 'sensor-01', seed = 'demo', count = 10 } = options;
  const { everyMs = 60_000, startMs = START_MS } = options;
  const { values = (index) => ({ temperature: index, humidity: 50 }) } = options;
  const injector = createFaults({ faults: texts.map(sensorFault), model, seed, device, startMs });
  const sent = Array.from({ length: count }, (_, index) =>
    injector.inject({ timeMs: START_MS + index * everyMs, values: new Map(Object.entries(values(index))) }),
  );
  return [...sent.flat(), ...injector.flush()];
}

/** The values of one property, in the order they are sent. */
const valuesOf = (samples: readonly Sample[], property = 'temperature') =>
  samples.map(({ values }) => values.get(property));
const struckIn = (samples: readonly Sample[]) =>
  samples.flatMap(({ faults }, index) => (faults === undefined ? [] : [index]));
const labelsOf = (samples: readonly Sample[]) => samples.map(({ faults = [] }) => faults.join('+'));
const minutesOf = (samples: readonly Sample[]) => samples.map(({ timeMs }) => (timeMs - START_MS) / 60_000);

describe('without a fault', () => {
  test('a reading is what it was, the very object', () => {
    const injector = createFaults({
      faults: [sensorFault('spike:@+1h'), sensorFault('gap,device=other')],
      model: PRESETS.environment,
      seed: 'demo',
      device: 'sensor-01',
      startMs: START_MS,
    });
    const sample = { timeMs: START_MS, values: new Map([['temperature', 1]]) };
    const [same, ...more] = injector.inject(sample);
    expect(same).toBe(sample);
    expect(more).toEqual([]);
  });
});

describe('a fault strikes', () => {
  test('always, where nothing else is said', () => {
    expect(struckIn(run(['offset,property=temperature']))).toHaveLength(10);
  });

  test('from a time on to the end, where it lasts', () => {
    expect(struckIn(run(['offset:@+7m,property=temperature']))).toEqual([7, 8, 9]);
  });

  test('once at a time, where it befalls single readings', () => {
    expect(struckIn(run(['spike:@+90s,property=temperature']))).toEqual([2]);
  });

  test('for a while', () => {
    expect(struckIn(run(['spike:2m@+3m,property=temperature']))).toEqual([3, 4]);
    expect(struckIn(run(['stuck:3m,property=temperature']))).toEqual([0, 1, 2]);
  });

  test('at a time of the calendar', () => {
    const at = new Date(START_MS + 8 * 60_000).toISOString();
    expect(struckIn(run([`offset:@${at},property=temperature`]))).toEqual([8, 9]);
  });

  test('not once more at a time that was before the start', () => {
    const at = new Date(START_MS - 1).toISOString();
    expect(struckIn(run([`spike:@${at}`]))).toEqual([]);
    expect(struckIn(run([`offset:@${at},property=temperature`]))).toHaveLength(10);
  });

  test('by chance, about as often as it says, and each property by itself', () => {
    const samples = run(['spike:10%'], { count: 5_000 });
    const labels = samples.flatMap(({ faults = [] }) => faults);
    for (const property of ['temperature', 'humidity']) {
      const count = labels.filter((label) => label === `spike ${property}`).length;
      expect(count).toBeGreaterThan(400);
      expect(count).toBeLessThan(600);
    }
    expect(samples.filter(({ faults }) => faults?.length === 2).length).toBeLessThan(100);
  });

  test('by chance and for a while from then', () => {
    const struck = struckIn(run(['stuck:5%,for=3m,property=temperature'], { count: 200 }));
    const starts = struck.filter((index) => !struck.includes(index - 1));
    expect(starts.length).toBeGreaterThan(2);
    for (const start of starts) expect(struck).toEqual(expect.arrayContaining([start, start + 1, start + 2]));
  });

  test('only devices of its name, or of its beginning', () => {
    for (const [device, count] of [
      ['sensor-01', 10],
      ['sensor-*', 10],
      ['*', 10],
      ['sensor-02', 0],
      ['sensor', 0],
    ] as const)
      expect(struckIn(run([`offset,property=temperature,device=${device}`]))).toHaveLength(count);
  });

  test('the same readings with the same seed, others with another seed or device', () => {
    const once = struckIn(run(['spike:10%'], { count: 100 }));
    expect(struckIn(run(['spike:10%'], { count: 100 }))).toEqual(once);
    expect(struckIn(run(['spike:10%'], { count: 100, seed: 'other' }))).not.toEqual(once);
    expect(struckIn(run(['spike:10%'], { count: 100, device: 'sensor-02' }))).not.toEqual(once);
  });

  test('the same readings whatever other faults there are', () => {
    const only = (name: string, texts: string[]) =>
      run(texts, { count: 200 }).flatMap(({ faults = [], timeMs }) =>
        faults.includes(name) ? [timeMs] : [],
      );
    const others = ['noise', 'wrong-type:5%', 'late:5%', 'duplicate:1%', 'spike:20%,amount=1'];
    const [alone, among] = [['spike:5%'], ['noise', 'spike:5%', ...others]].map((texts) =>
      only('spike temperature', texts),
    ) as [number[], number[]];
    expect(alone.length).toBeGreaterThan(3);
    expect(among).toEqual(expect.arrayContaining(alone));
  });
});

describe('values', () => {
  test('stuck: stay at what they were before', () => {
    expect(valuesOf(run(['stuck:3m@+4m']))).toEqual([0, 1, 2, 3, 3, 3, 3, 7, 8, 9]);
    expect(valuesOf(run(['stuck:2m']))).toEqual([0, 0, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('stuck fits any type', () => {
    const model = modelOf({ note: { type: 'text', length: 9 } });
    const samples = run(['stuck:@+2m'], { model, count: 4, values: (index) => ({ note: `n${index}` }) });
    expect(valuesOf(samples, 'note')).toEqual(['n0', 'n1', 'n1', 'n1']);
  });

  test('spike: are a quarter of the range off, up or down, and stay within it', () => {
    const off = valuesOf(run(['spike'], { ...inLevel, count: 50 }), 'level').map(
      (value, index) => Number(value) - 500 - index,
    );
    expect(new Set(off)).toEqual(new Set([250, -250]));
    const high = run(['spike,amount=20,property=temperature'], { values: () => ({ temperature: 45 }) });
    expect(new Set(valuesOf(high))).toEqual(new Set([25]));
  });

  test('drift: go away with time, by so much an hour', () => {
    const hours = { ...inLevel, everyMs: 3_600_000, count: 5, values: () => ({ level: 500 }) };
    expect(valuesOf(run(['drift:@+1h,amount=-0.5'], hours), 'level')).toEqual([500, 500, 499.5, 499, 498.5]);
    expect(valuesOf(run(['drift'], hours), 'level')).toEqual([500, 550, 600, 650, 700]);
  });

  test('drift: go on from where they were after a restart, where the time is one of the calendar', () => {
    const at = new Date(START_MS - 3_600_000).toISOString();
    const samples = run([`drift:@${at},amount=7`], { ...inLevel, count: 1 });
    expect(valuesOf(samples, 'level')).toEqual([507]);
  });

  test('offset: are off by the same amount, a tenth of the range where none is said', () => {
    expect(valuesOf(run(['offset,amount=-2.5'], { ...inLevel, count: 2 }), 'level')).toEqual([497.5, 498.5]);
    expect(valuesOf(run(['offset'], { ...inLevel, count: 2 }), 'level')).toEqual([600, 601]);
  });

  test('noise: have the deviation that is said around what they were', () => {
    const samples = run(['noise,amount=20'], { ...inLevel, count: 2_000, values: () => ({ level: 500 }) });
    const values = valuesOf(samples, 'level').map(Number);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect(Math.abs(mean - 500)).toBeLessThan(2);
    expect(Math.abs(deviation - 20)).toBeLessThan(2);
  });

  test('of several faults are changed in the order given, and brought to range and step by the run', () => {
    const texts = ['offset,amount=0.4', 'drift,amount=0.4', 'stuck:@+2h'];
    const hours = { everyMs: 3_600_000, count: 4, values: () => ({ temperature: 10 }) };
    expect(valuesOf(run(texts, hours))).toEqual([10.4, 10.8, 10.8, 10.8]);
    expect(valuesOf(run(['offset,amount=1000'], hours))).toEqual([1010, 1010, 1010, 1010]);
  });

  test('keep what cannot be added to: a text, and what is not there', () => {
    const model = modelOf({ a: numberType('int', { min: '0', max: '9' }), b: numberType('int') });
    const samples = run(['offset,amount=1'], { model, count: 1, values: () => ({ a: 1 }) });
    expect([...(samples[0]?.values ?? [])]).toEqual([['a', 2]]);
    expect(labelsOf(samples)).toEqual(['offset a']);
  });

  test('stay numbers however wide the range is', () => {
    const model = modelOf({ level: numberType('double') });
    const values = () => ({ level: Number.MAX_VALUE });
    const samples = run(['spike', 'drift,amount=99999999', 'noise', 'offset'], { model, count: 20, values });
    for (const value of valuesOf(samples, 'level')) expect(Number.isFinite(value)).toBe(true);
  });
});

describe('values that do not fit', () => {
  const every = modelOf({
    int: numberType('int', { min: '-10', max: '50', step: '1' }),
    low: numberType('int', { min: '0', max: '2147483647' }),
    float: numberType('float', { min: '0', max: '1', step: '0.1' }),
    text: { type: 'text', length: 4 },
    choice: {
      type: 'enum',
      labels: new Map([
        [0, 'a'],
        [3, 'b'],
      ]),
    },
    flag: {
      type: 'bool',
      labels: new Map([
        [0, 'off'],
        [1, 'on'],
      ]),
    },
    date: { type: 'date' },
    list: { type: 'array', size: 2, item: numberType('int') },
    boundless: numberType('double'),
  });
  const good = {
    int: 1,
    low: 1,
    float: 0.5,
    text: 'abc',
    choice: 3,
    flag: 1,
    date: '17',
    list: [1],
    boundless: 1,
  };
  const outcomes = (text: string, mode: 'weak' | 'strong') => {
    const [sample] = run([text], { model: every, count: 1, values: () => good });
    const reported = new Map(
      [...(sample?.values ?? [])].map(([name, value]) => [name, { value: value as number, time: undefined }]),
    );
    const verdicts = checkProperties(every, reported, { mode, nowMs: START_MS });
    return Object.fromEntries([...verdicts].map(([name, { outcome }]) => [name, outcome]));
  };
  const beyond = ['int', 'low', 'float', 'text', 'choice', 'flag'];

  test('out-of-range: are of the right type, so that they pass in weak mode and are filtered in strong mode', () => {
    for (const [name, outcome] of Object.entries(outcomes('out-of-range', 'weak')))
      expect([name, outcome]).toEqual([name, beyond.includes(name) ? 'outside-model' : 'kept']);
    for (const [name, outcome] of Object.entries(outcomes('out-of-range', 'strong')))
      expect([name, outcome]).toEqual([name, beyond.includes(name) ? 'filtered' : 'kept']);
  });

  test('wrong-type: are filtered in weak mode too', () => {
    expect(new Set(Object.values(outcomes('wrong-type', 'weak')))).toEqual(new Set(['filtered']));
  });

  test('are sent as they are, and said to be', () => {
    const [sample] = run(['out-of-range,property=int', 'wrong-type,property=float'], {
      model: every,
      count: 1,
      values: () => good,
    });
    expect(sample?.unfitted).toEqual(new Set(['int', 'float']));
    expect(sample?.values.get('float')).toBe('0.5');
    expect(sample?.faults).toEqual(['out-of-range int', 'wrong-type float']);
  });

  test('come last, whatever the order they are asked for in', () => {
    const texts = ['wrong-type', 'out-of-range', 'offset,amount=1'];
    const [sample] = run(texts, { model: fine, count: 1, values: () => ({ level: 5 }) });
    expect(sample?.faults).toEqual(['offset level', 'out-of-range level', 'wrong-type level']);
    expect(typeof sample?.values.get('level')).toBe('string');
  });
});

describe('readings', () => {
  test('gap: are left out, and nothing else is done to them', () => {
    const samples = run(['noise', 'duplicate', 'clock-skew', 'late', 'out-of-order', 'gap']);
    expect(samples).toHaveLength(10);
    for (const { isSkipped, faults } of samples) expect([isSkipped, faults]).toEqual([true, ['gap']]);
    expect(minutesOf(samples)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('gap: what is to happen once waits for its end', () => {
    expect(labelsOf(run(['gap:3m', 'duplicate:@+1m', 'spike:@+1m,property=humidity'], { count: 5 }))).toEqual(
      ['gap', 'gap', 'gap', 'spike humidity', 'spike humidity+duplicate', ''],
    );
  });

  test('clock-skew: have a time that is off, and say by how much', () => {
    const [ahead] = run(['clock-skew'], { count: 1 });
    expect([ahead?.timeMs, ahead?.faults]).toEqual([START_MS + 300_000, ['clock-skew +300s']]);
    const [behind] = run(['clock-skew,amount=-1500ms'], { count: 1 });
    expect([behind?.timeMs, behind?.faults]).toEqual([START_MS - 1_500, ['clock-skew -1.5s']]);
  });

  test('duplicate: come twice, the second as the same message', () => {
    const samples = run(['duplicate:@+1m', 'spike:@+1m,property=humidity'], { count: 3 });
    expect(minutesOf(samples)).toEqual([0, 1, 1, 2]);
    const [, first, second] = samples;
    expect(second?.repeats).toBe(first);
    expect(second?.values).toEqual(first?.values);
    expect(labelsOf(samples)).toEqual(['', 'spike humidity', 'spike humidity+duplicate', '']);
  });

  test('late: come so long after they were taken, behind a newer one', () => {
    const samples = run(['late:@+2m,amount=3m'], { count: 8 });
    expect(minutesOf(samples)).toEqual([0, 1, 3, 4, 5, 2, 6, 7]);
    expect(labelsOf(samples)[5]).toBe('late');
    expect(minutesOf(run(['late:@+2m'], { count: 5 }))).toEqual([0, 1, 3, 2, 4]);
  });

  test('late, all of them, keep their order', () => {
    expect(minutesOf(run(['late,amount=2m'], { count: 5 }))).toEqual([0, 1, 2, 3, 4]);
  });

  test('out-of-order: change places with the next one', () => {
    expect(minutesOf(run(['out-of-order:@+1m'], { count: 4 }))).toEqual([0, 2, 1, 3]);
    const pairs = run(['out-of-order'], { count: 5 });
    expect(minutesOf(pairs)).toEqual([1, 0, 3, 2, 4]);
    expect(labelsOf(pairs)).toEqual(['', 'out-of-order', '', 'out-of-order', 'out-of-order']);
  });

  test('out-of-order: the next one is the next that is sent, not one in a gap', () => {
    const samples = run(['out-of-order:@+1m', 'gap:2m@+2m'], { count: 6 });
    expect(
      samples.filter(({ isSkipped }) => !isSkipped).map(({ values }) => values.get('temperature')),
    ).toEqual([0, 4, 1, 5]);
  });

  test('that are held back at the end are given, with their copies', () => {
    expect(minutesOf(run(['out-of-order:@+3m', 'duplicate:@+3m'], { count: 4 }))).toEqual([0, 1, 2, 3, 3]);
    expect(minutesOf(run(['late:2m@+2m,amount=1h'], { count: 5 }))).toEqual([0, 1, 4, 2, 3]);
  });
});
