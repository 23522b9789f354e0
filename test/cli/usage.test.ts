import { describe, expect, test } from 'vitest';
import { readError } from '../helpers/expectations.ts';
import { runMain } from '../helpers/memory-io.ts';

/** Runs what must be refused as wrong usage; nothing goes to stdout. */
async function refused(args: readonly string[], options: Parameters<typeof runMain>[1] = {}) {
  const { code, stdout, stderr } = await runMain(args, options);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  return readError(stderr);
}

describe('a name that is not known', () => {
  test.each([
    [['onec'], 'once'],
    [['publsh'], 'publish'],
    [['emulater'], 'emulator'],
    [['once', '--locl'], '--local'],
    [['publish', '--intervall', '5s'], '--interval'],
    [['auth', '--clint-id', 'x'], '--client-id'],
    [['check', '--tls', 'environment'], '--tsl'],
    [['check', '--mode', 'stron'], 'strong'],
    [['once', '--local', '--set', 'temprature=1'], 'temperature'],
  ])('%j suggests %s', async (args, nearest) => {
    const { error } = await refused(args);
    expect(error).toContain(`Did you mean ${nearest}?`);
  });

  test('that is near to none is just refused', async () => {
    const { error, next } = await refused(['frobnicate']);
    expect(error).toBe("Unknown command 'frobnicate'.");
    expect(next).toContain('--help');
  });
});

describe('words that do not fit together', () => {
  test('a command that takes no argument says how many it got', async () => {
    const { error } = await refused(['once', '--local', 'extra']);
    expect(error).toMatch(/^Too many arguments for 'once'\. .*got 1\.$/);
  });

  test('a flag without its value is named', async () => {
    const { error } = await refused(['once', '--local', '--temp']);
    expect(error).toContain('--temp <number>');
  });

  test('a flag of a command before the command is refused', async () => {
    const { error } = await refused(['--local', 'once']);
    expect(error).toContain('--local');
  });

  test.each([[['once', '--local', '--endpoint', 'https://example.com'], '--local', '--endpoint']])(
    '%j contradicts itself',
    async (args, one, other) => {
      const { error } = await refused(args);
      expect(error).toContain(one);
      expect(error).toContain(other);
      expect(error).toContain('contradict');
    },
  );

  test('the flag --endpoint is not overruled by the variable IOT_SIM_LOCAL', async () => {
    // Whether it is refused or the flag wins and the triple is missing: nothing goes to the emulator in silence.
    await refused(['once', '--endpoint', 'https://example.com'], { env: { IOT_SIM_LOCAL: '1' } });
  });
});

describe('no command at all', () => {
  test('prints the help on stderr, and what to try first', async () => {
    const { code, stdout, stderr } = await runMain([]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Usage: iot-sim/);
    expect(stderr).toContain('iot-sim publish --local --interval 1s --count 5');
  });
});

describe('a switch as environment variable', () => {
  test.each(['1', 'true', 'yes'])('IOT_SIM_LOCAL=%s is on', async (value) => {
    expect((await runMain(['auth'], { env: { IOT_SIM_LOCAL: value } })).code).toBe(0);
  });

  test.each(['0', 'false', ''])('IOT_SIM_LOCAL=%s is off', async (value) => {
    const { error } = await refused(['auth'], { env: { IOT_SIM_LOCAL: value } });
    expect(error).toContain('triple');
  });

  test('IOT_SIM_JSON and IOT_SIM_QUIET do what their flags do', async () => {
    const json = await runMain(['auth', '--local'], { env: { IOT_SIM_JSON: '1' } });
    const quiet = await runMain(['once', '--local'], { env: { IOT_SIM_QUIET: '1' } });
    expect(JSON.parse(json.stdout)).toMatchObject({ type: 'auth', ok: true });
    expect(quiet.output).toBe('');
  });

  test('an unknown one is warned of with the nearest name, and the command goes on', async () => {
    const { code, stderr } = await runMain(['auth', '--local'], { env: { IOT_SIM_JSN: '1' } });
    expect(code).toBe(0);
    expect(stderr).toBe(
      'warning: The environment variable IOT_SIM_JSN is not known and was ignored. Did you mean IOT_SIM_JSON?\n',
    );
  });
});
