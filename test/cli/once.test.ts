import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jsonLines } from '../helpers/expectations.ts';
import { fixture } from '../helpers/fixture.ts';
import { runMain, useFolder } from '../helpers/memory-io.ts';

/** Runs once --local --json and gives the reading. */
async function reading(...args: string[]) {
  const { code, stdout, stderr } = await runMain(['once', '--local', '--json', ...args]);
  const event = jsonLines(stdout).find(({ type }) => type === 'reading');
  return { code, stdout, stderr, values: event?.['values'] as Record<string, unknown>, event };
}

describe('once', () => {
  test('sends exactly the values it is given', async () => {
    const { values, code } = await reading('--temp', '22', '--hum', '60');
    expect(code).toBe(0);
    expect(values).toEqual({ temperature: 22, humidity: 60 });
  });

  test('draws the value that is missing', async () => {
    const { values } = await reading('--temp', '22');
    expect(values['temperature']).toBe(22);
    expect(values['humidity']).toBeGreaterThanOrEqual(1);
    expect(values['humidity']).toBeLessThanOrEqual(100);
  });

  test('draws the same for the same seed', async () => {
    const [one, other] = [await reading('--seed', 'demo'), await reading('--seed', 'demo')];
    expect(one.values).toEqual(other.values);
  });

  test('takes negative numbers, as --temp -5 and as --temp=-5', async () => {
    expect((await reading('--temp', '-5')).values['temperature']).toBe(-5);
    expect((await reading('--temp=-5')).values['temperature']).toBe(-5);
  });

  test('clamps a value beyond the range and warns with the range', async () => {
    const { code, stdout, stderr } = await runMain(['once', '--local', '--temp', '99']);
    expect(code).toBe(0);
    expect(stdout).toContain('temperature 50 °C (from 99)');
    expect(stderr).toBe('warning: temperature 99 is outside the model’s -10..50, step 1 and was clamped.\n');
  });

  test('snaps a value between two steps without a warning', async () => {
    const { stdout, stderr } = await runMain(['once', '--local', '--temp', '21.6']);
    expect(stdout).toContain('temperature 22 °C (from 21.6)');
    expect(stderr).toBe('');
  });

  test('--no-clamp sends it as it is, and warns what the platform may do', async () => {
    const { code, stdout, stderr } = await runMain(['once', '--local', '--temp', '99', '--no-clamp']);
    expect(code).toBe(0);
    expect(stdout).toContain('temperature 99 °C');
    expect(stderr).toContain('6306 tsl parse: int value is bigger than max 50 -> temperature');
    expect(stderr).not.toContain('was clamped');
  });

  test('--no-clamp sends even what is between two steps as it is', async () => {
    expect((await reading('--temp', '21.6', '--no-clamp')).stdout).toContain('"temperature":21.6');
  });

  test('a float is written with a decimal digit in JSON output too', async () => {
    const { stdout } = await reading('--tsl', 'environment-float', '--temp', '22', '--hum', '60.5');
    expect(stdout).toContain('"values":{"temperature":22.0,"humidity":60.5}');
  });

  test('prints no summary: one line has said it all', async () => {
    const { stdout } = await runMain(['once', '--local']);
    expect(stdout).not.toContain('taken');
  });

  test('--local leaves no token behind', async () => {
    const state = useFolder();
    await runMain(['once', '--local'], { env: { XDG_STATE_HOME: state } });
    expect(readdirSync(state)).toEqual([]);
  });
});

describe('once --set', () => {
  const allTypes = async (...assignments: string[]) => {
    const cwd = useFolder();
    writeFileSync(join(cwd, 'tsl.json'), fixture('tsl/all-types.json'));
    const sets = assignments.flatMap((assignment) => ['--set', assignment]);
    const { stdout, stderr, code } = await runMain(
      ['once', '--local', '--json', '--tsl', 'tsl.json', ...sets],
      { cwd },
    );
    const event = jsonLines(stdout).find(({ type }) => type === 'reading');
    return { code, stdout, stderr, event, values: (event?.['values'] ?? {}) as Record<string, unknown> };
  };
  const model = JSON.parse(fixture('tsl/all-types.json')) as {
    properties: { identifier: string; dataType: { type: string } }[];
  };
  const idOf = (type: string): string =>
    model.properties.find(({ dataType }) => dataType.type === type)?.identifier ?? type;

  test('gives any property of the model', async () => {
    const { values } = await reading('--set', 'temperature=21', '--set', 'humidity=61');
    expect(values).toEqual({ temperature: 21, humidity: 61 });
  });

  test.each([
    ['text', 'a=b', 'a=b'],
    ['date', '1524448722000', '1524448722000'],
    ['bool', '1', 1],
  ])('reads a %s', async (type, text, value) => {
    const { values, code } = await allTypes(`${idOf(type)}=${text}`);
    expect(code).toBe(0);
    expect(values[idOf(type)]).toEqual(value);
  });

  test('reads a struct and an array as JSON', async () => {
    const { values } = await allTypes(`${idOf('struct')}={}`, `${idOf('array')}=[]`);
    expect(values[idOf('struct')]).toEqual({});
    expect(values[idOf('array')]).toEqual([]);
  });

  test.each(['struct', 'array', 'bool', 'enum'])('says what a %s looks like', async (type) => {
    const { code, stderr } = await allTypes(`${idOf(type)}=nothing`);
    expect(code).toBe(2);
    expect(stderr).toContain(`--set ${idOf(type)}: "nothing" is not a`);
  });

  test('every drawn value of a model of all types passes the strong check', async () => {
    const { code, event, stderr } = await allTypes();
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(event).not.toHaveProperty('unfit');
  });
});
