import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jsonLines, readError } from '../helpers/expectations.ts';
import { runMain, useFolder } from '../helpers/memory-io.ts';

const check = (stdin: string, ...args: string[]) => runMain(['check', ...args], { stdin });

describe('check', () => {
  test('keeps what fits, and ends with 0', async () => {
    const { code, stdout, stderr } = await check('{"temperature":22,"humidity":60}');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^temperature 22 +kept\nhumidity {4}60 +kept\n$/);
    expect(stderr).toBe('');
  });

  test('names code and words of what is filtered, and ends with 4', async () => {
    const { code, stdout } = await check('{"temperature":"22","humidity":60,"light":1}');
    expect(code).toBe(4);
    expect(stdout).toContain('filtered\n  6306 tsl parse: data type is not int -> temperature\n');
    expect(stdout).toContain('filtered\n  6304 tsl parse: params not exist -> light\n');
    expect(stdout).toMatch(/humidity +60 +kept\n/);
  });

  test('weak mode keeps what is beyond the range and says so', async () => {
    const { code, stdout } = await check('{"temperature":80}');
    expect(code).toBe(0);
    expect(stdout).toContain('kept, outside the model');
    expect(stdout).toContain('6306 ');
  });

  test('strong mode filters it', async () => {
    expect((await check('{"temperature":80}', '--mode', 'strong')).code).toBe(4);
  });

  test('mode none keeps everything', async () => {
    expect((await check('{"temperature":"x","light":1}', '--mode', 'none')).code).toBe(0);
  });

  test('22.0 is no int, and 22 is a float', async () => {
    expect((await check('{"temperature":22.0}')).code).toBe(4);
    expect((await check('{"temperature":22}', '--tsl', 'environment-float')).code).toBe(0);
  });

  test('takes a whole message, with times of its own', async () => {
    const params = { temperature: { value: 22, time: 1_524_448_722_000 } };
    const message = { id: '1', version: '1.0', params, method: 'thing.event.property.post' };
    const { code, stdout, stderr } = await check(JSON.stringify(message));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^temperature 22 +kept\n$/);
    expect(stderr).toBe('');
  });

  test('warns of what differs from the documents without harm', async () => {
    const { code, stderr } = await check('{"id":1,"params":{"temperature":22}}');
    expect(code).toBe(0);
    expect(stderr).toContain('warning: id is a number');
    expect(stderr).toContain('warning: version is missing');
    expect(stderr).toContain('warning: method is missing');
  });

  test.each([
    ['hello', 6207],
    ['[1]', 6207],
    ['{}', 460],
    ['{"id":"1"}', 460],
    ['{"params":[]}', 460],
  ])('a message %j as a whole is filtered with %d', async (text, code) => {
    const result = await check(text);
    expect(result.code).toBe(4);
    expect(result.stdout).toMatch(new RegExp(`^message filtered\\n {2}${code} `));
  });

  test.each(['', ' \n'])('empty input %j is no payload but a broken pipe', async (text) => {
    const { code, stderr } = await check(text);
    expect(code).toBe(2);
    expect(stderr).toContain('error: There is nothing to check.\ncause: Standard input was empty.');
  });

  test('reads a file, and standard input for a dash', async () => {
    const cwd = useFolder();
    writeFileSync(join(cwd, 'payload.json'), '{"temperature":22}');
    expect((await runMain(['check', 'payload.json'], { cwd })).code).toBe(0);
    expect((await runMain(['check', '-'], { cwd, stdin: '{"temperature":22}' })).code).toBe(0);
  });

  test('asks for something to check where a person sits at a terminal', async () => {
    const { code, stderr } = await runMain(['check'], { isStdinTerminal: true });
    expect(code).toBe(2);
    expect(readError(stderr).next).toContain('| iot-sim check');
  });

  test('--json prints a verdict a line, every number as it was written', async () => {
    const { stdout } = await check('{"temperature":22.00,"humidity":892687627916247040}', '--json');
    expect(stdout).toContain('"value":22.00}');
    expect(stdout).toContain('"value":892687627916247040}');
    expect(jsonLines(stdout)).toMatchObject([
      { type: 'verdict', property: 'temperature', outcome: 'filtered', code: 6306 },
      { type: 'verdict', property: 'humidity', outcome: 'filtered', code: 6306 },
    ]);
  });

  test('--quiet prints nothing; the exit code tells', async () => {
    const { code, output } = await check('{"light":1}', '--quiet');
    expect(code).toBe(4);
    expect(output).toBe('');
  });

  test('shows control characters of a payload instead of obeying them', async () => {
    const { stdout } = await check('{"\\u001b[31m":"\\u001b[0m"}');
    expect(stdout).not.toContain('\u001b');
  });
});
