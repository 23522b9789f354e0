import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jsonLines } from '../helpers/expectations.ts';
import { fakeClock } from '../helpers/fake-clock.ts';
import { runMain, useFolder } from '../helpers/memory-io.ts';

const walk = { generator: 'walk', mean: 20, deviation: 9, memory: '1m' };
const bothWalk = { temperature: walk, humidity: { ...walk, mean: 50 } };

interface Run {
  readonly config?: object;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs publish --local in a folder with this configuration. */
function publish({ config = {}, args = [], env = {} }: Run) {
  const cwd = useFolder();
  writeFileSync(join(cwd, 'sensor.config.json'), JSON.stringify(config));
  return runMain(['publish', '--local', '--count', '9', ...args], { cwd, env, clock: fakeClock() });
}

/** The values of all readings of a run. */
async function values(run: Run): Promise<unknown[]> {
  const { stdout } = await publish({ ...run, args: [...(run.args ?? []), '--json'] });
  return jsonLines(stdout).flatMap((line) => (line['type'] === 'reading' ? [line['values']] : []));
}

describe('a run without a seed', () => {
  test('has the same series each time where all are functions of time, and says whose', async () => {
    const config = { readings: bothWalk };
    expect(await values({ config })).toEqual(await values({ config }));
    expect((await publish({ config })).stderr).toContain(', seed of the device\n');
  });

  test('draws other values each time, and names the seed that draws these again', async () => {
    expect((await publish({})).stderr).toMatch(/, seed [0-9a-f]{8}\n/);
    expect(await values({})).not.toEqual(await values({}));
  });

  test('says both where some values are drawn and others are series', async () => {
    const { stderr } = await publish({ config: { readings: { temperature: walk } } });
    expect(stderr).toMatch(/, seed [0-9a-f]{8} for draws, of the device for the rest\n/);
  });

  test('says that none is needed where none matters', async () => {
    const readings = {
      temperature: { generator: 'sequence', values: [20, 21] },
      humidity: { generator: 'constant', value: 50 },
    };
    expect((await publish({ config: { readings } })).stderr).toContain(', no seed needed\n');
    expect((await values({ config: { readings } })).slice(0, 3)).toEqual([
      { temperature: 20, humidity: 50 },
      { temperature: 21, humidity: 50 },
      { temperature: 20, humidity: 50 },
    ]);
  });
});

test('a seed makes another series, and is named', async () => {
  const config = { readings: bothWalk };
  const args = ['--seed', 'demo'];
  expect(await values({ config, args })).not.toEqual(await values({ config }));
  expect(await values({ config, args })).toEqual(await values({ config, args }));
  expect((await publish({ config, args })).stderr).toContain(', seed demo\n');
});

test('a profile makes both properties of the tutorial’s model, and a site moves the weather', async () => {
  const env = { IOT_SIM_PROFILE: 'outdoor' };
  const args = ['--interval', '6h', '--tsl', 'environment-float'];
  const here = await values({ env, args });
  expect(here).toHaveLength(9);
  expect(await values({ env, args })).toEqual(here);
  expect(await values({ env: { ...env, IOT_SIM_SITE: 'hill' }, args })).not.toEqual(here);
});

test('once takes its values the same way', async () => {
  const cwd = useFolder();
  writeFileSync(
    join(cwd, 'sensor.config.json'),
    '{"readings":{"humidity":{"generator":"constant","value":42}}}',
  );
  const { stdout } = await runMain(['once', '--local', '--temp', '22', '--json'], { cwd });
  expect(stdout).toContain('"humidity":42');
});
