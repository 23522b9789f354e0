import { describe, expect, test } from 'vitest';
import { jsonLines } from '../helpers/expectations.ts';
import { fakeClock, START_MS } from '../helpers/fake-clock.ts';
import { runMain } from '../helpers/memory-io.ts';
import { useStandIn } from '../helpers/use-stand-in.ts';

const auth = (...args: string[]) => runMain(['auth', '--local', ...args], { clock: fakeClock() });

describe('auth', () => {
  test('prints the answer’s code and words, the token, and how long it is valid', async () => {
    const { code, stdout, stderr } = await auth();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^auth success\n {2}code +0 success\n {2}token +[0-9a-f]{32}\n {2}valid until +/);
    expect(stdout).toContain('(7d, as documented)');
    expect(stderr).toBe('');
  });

  test('--quiet prints the token alone', async () => {
    const { stdout } = await auth('--quiet');
    expect(stdout).toMatch(/^[0-9a-f]{32}\n$/);
  });

  test('--json prints one event', async () => {
    const { stdout } = await auth('--json');
    const [event, ...others] = jsonLines(stdout);
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      type: 'auth',
      at: START_MS,
      device: 'iot-sim-demo/demo-sensor',
      ok: true,
      code: 0,
      message: 'success',
      expiresAt: START_MS + 7 * 86_400_000,
    });
    expect(event?.['token']).toMatch(/^[0-9a-f]{32}$/);
    expect(event).not.toHaveProperty('signContent');
  });

  test('--client-id goes into what is signed', async () => {
    const { stdout } = await auth('--explain', '--client-id', 'MAC-00-11');
    expect(stdout).toContain('clientIdMAC-00-11deviceName');
  });

  test('a client id is made of product key and device name where none is given', async () => {
    const { stdout } = await auth('--explain');
    expect(stdout).toContain('clientIdiot-sim-demo.demo-sensordeviceName');
  });
});

describe('what the platform says', () => {
  test.each(['auth', 'once', 'publish'])(
    'cannot move the cursor or colour the screen: %s',
    async (command) => {
      const standIn = await useStandIn({
        misbehave: () => ({ type: 'refuse', code: 20000, message: '\\u001b[31mred' }),
      });
      const { code, output } = await runMain([command], { env: standIn.env });
      expect(code).toBe(3);
      expect(output).toContain('red');
      expect(output).not.toContain('\u001b');
    },
  );
});

describe('auth --explain', () => {
  test('prints the exact text that was signed, the method, the clock and the rule', async () => {
    const { stdout } = await auth('--explain');
    expect(stdout).toContain(
      `signed text  clientIdiot-sim-demo.demo-sensordeviceNamedemo-sensorproductKeyiot-sim-demotimestamp${START_MS}\n`,
    );
    expect(stdout).toMatch(/method +hmacsha1, keyed with the DeviceSecret/);
    expect(stdout).toMatch(/clock +agrees with the server’s to the second/);
    expect(stdout).toMatch(/rule +everything matches/);
  });

  test('prints the same as JSON', async () => {
    const { stdout } = await auth('--explain', '--json', '--sign-method', 'hmacsha256');
    expect(jsonLines(stdout)[0]).toMatchObject({
      signMethod: 'hmacsha256',
      signContent: expect.stringMatching(/^clientId.+timestamp\d{13}$/),
      clockAheadMs: expect.any(Number),
    });
  });

  test('of a refusal says what it can be when the clock is right, and ends with 3', async () => {
    const standIn = await useStandIn();
    const env = { ...standIn.env, IOT_SIM_DEVICE_SECRET: 'wrong' };
    const { code, stdout } = await runMain(['auth', '--explain'], { env });
    expect(code).toBe(3);
    expect(stdout).toMatch(/^auth refused\n {2}code +20000 auth check error\n/);
    expect(stdout).toMatch(/rule +the clock is right, so it is product key, device name or secret/);
  });

  test('signs with the server’s time where this clock was refused, and says so', async () => {
    const clock = fakeClock({ startMs: Date.now() + 3_600_000 });
    const { code, stdout, stderr } = await runMain(['auth', '--explain'], {
      env: (await useStandIn()).env,
      clock,
    });
    expect(code).toBe(0);
    expect(stderr).toContain('This machine’s clock was refused; the platform’s time is signed instead.');
    expect(stdout).toMatch(/clock +(?:1h|59m59s|1h1s|59m58s) ahead of the server’s; 15 minutes are allowed/);
    expect(stdout).toMatch(/rule +everything matches, once it is signed with the server’s time/);
  });

  test('of a refusal that the server’s time does not mend says so', async () => {
    const standIn = await useStandIn({
      misbehave: () => ({ type: 'refuse', code: 20000, message: 'auth check error' }),
    });
    const clock = fakeClock({ startMs: Date.now() + 3_600_000 });
    const { code, stdout } = await runMain(['auth', '--explain'], { env: standIn.env, clock });
    expect(code).toBe(3);
    expect(stdout).toMatch(/clock +(?:1h|59m59s|1h1s|59m58s) ahead of the server’s; 15 minutes are allowed/);
    expect(stdout).toMatch(/rule +the server’s time did not help, so it is product key/);
  });

  test('of a server that sends no date says so', async () => {
    const standIn = await useStandIn({
      misbehave: () => ({ type: 'refuse', code: 10001, message: 'param error' }),
      hasDate: false,
    });
    const { stdout } = await runMain(['auth', '--explain'], { env: standIn.env });
    expect(stdout).toMatch(/clock +unknown: the server sent no Date header/);
    expect(stdout).toMatch(/rule +a request parameter is wrong/);
  });
});
