import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { httpSend } from '../helpers/http-send.ts';
import { memoryIo } from '../helpers/memory-io.ts';
import { POST_TOPIC } from '../helpers/platforms.ts';
import { authRequest, signedFields, topicRequest } from '../helpers/signed.ts';
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

  test('prints the address of its console', async () => {
    let page = '';
    const { stdout } = await withEmulator([], async (url) => {
      page = `${url}/`;
    });
    expect(stdout.split('\n')[1]).toBe(`console: ${page}`);
    const { stdout: json } = await withEmulator(['--json', '--host', '0.0.0.0']);
    const { url, console: given } = JSON.parse(json);
    expect(given).toBe(`${url}/`);
    expect(given).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
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

  test('prints what became of a report', async () => {
    const { stdout } = await withEmulator([], async (url) => {
      const { send, close } = httpSend(url);
      const { body } = await send(authRequest(signedFields(DEMO_DEVICE)));
      const token = JSON.parse(body).info.token;
      await send(topicRequest(POST_TOPIC, token, '{"params":{"temperature":80,"humidity":"wet"}}'));
      close();
    });
    expect(stdout).toMatch(/ 0 success \/topic\S+\n {2}kept temperature 80\n/);
    expect(stdout).toMatch(/\n {2}temperature kept outside the model: 6306 .*\n/);
    expect(stdout).toMatch(/\n {2}humidity filtered: 6306 .*\n/);
    expect(stdout).toMatch(/\n {2}id is missing.*\n/);
  });

  test('prints the words of a registration, which has codes of its own', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const { stdout } = await withEmulator([], (url) =>
      fetch(`${url}/auth/register/device`, { method: 'POST', headers, body: 'productKey=a1' }),
    );
    expect(stdout).toMatch(/ 460 request parameter error \/auth\/register\/device\n {2}\w/);
  });

  test('prints a request that a fault kept from the platform', async () => {
    const { stdout } = await withEmulator(['--fault', 'http:503'], (url) =>
      fetch(`${url}/auth`, { method: 'POST', body: '{}' }),
    );
    expect(stdout).toMatch(/ not processed \/auth\n {2}fault injected: \w/);
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
