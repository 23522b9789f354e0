import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { memoryIo } from '../helpers/memory-io.ts';
import { withEmulator } from '../helpers/with-emulator.ts';

describe('emulator', () => {
  test('prints its address, and the variables of its built-in device', async () => {
    const { code, stdout, stderr } = await withEmulator([]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^emulator listens on http:\/\/127\.0\.0\.1:[1-9]\d*; Ctrl-C stops it\n/);
    expect(stdout).toContain('  export IOT_SIM_PRODUCT_KEY=iot-sim-demo\n');
    expect(stdout).toContain('  iot-sim publish --interval 5s\n');
    expect(stdout).toContain('The secret is known to everybody');
    expect(stderr).toBe('');
  });

  test('listens on this machine alone where nobody says otherwise', async () => {
    const { stderr } = await withEmulator([]);
    expect(stderr).not.toContain('warning');
  });

  test('warns when it listens for other machines too', async () => {
    const { stderr } = await withEmulator(['--host', '0.0.0.0']);
    expect(stderr).toContain('warning: The emulator listens on 0.0.0.0');
  });

  test('prints a line for each request, and the reason of a refusal', async () => {
    const { stdout } = await withEmulator([], async (url) => {
      const headers = { 'Content-Type': 'text/plain' };
      await fetch(`${url}/auth`, { method: 'POST', headers, body: '{}' });
      await fetch(`${url}/nowhere`, { method: 'POST', headers, body: '{}' });
    });
    expect(stdout).toMatch(
      /\n\d\d:\d\d:\d\d 10001 param error \/auth.*\n {2}Content-Type is not application\/json\n/,
    );
    expect(stdout).toMatch(/\n\d\d:\d\d:\d\d 10001 param error \/nowhere/);
  });

  test('--quiet prints neither requests nor its address', async () => {
    const controller = new AbortController();
    const io = memoryIo(['emulator', '--port', '0', '--quiet'], { stop: controller.signal });
    const run = main(io);
    controller.abort();
    expect(await run).toBe(0);
    expect(io.text).toEqual({ stdout: '', stderr: '' });
  });

  test('shows control characters of a path instead of obeying them', async () => {
    const { stdout } = await withEmulator([], (url) =>
      fetch(`${url}/topic/%1b[31m`, { method: 'POST', body: 'x' }),
    );
    expect(stdout).not.toContain('\u001b');
  });
});
