import { describe, expect, test } from 'vitest';
import { type Running, useSandbox } from '../helpers/run-program.ts';

/** What a started emulator says of itself, as the environment of a device that reports to it. */
async function readEnvironment(running: Running): Promise<Record<string, string>> {
  let text = '';
  running.child.stdout.on('data', (chunk: string) => {
    text += chunk;
  });
  await running.waitForOutput('iot-sim publish --interval 5s');
  return Object.fromEntries(
    [...text.matchAll(/export (\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
  );
}

describe('iot-sim emulator', () => {
  test('prints its address and a triple that work when pasted', async () => {
    const sandbox = useSandbox();
    const running = sandbox.start(['emulator', '--port', '0']);
    const env = await readEnvironment(running);
    expect(Object.keys(env)).toEqual([
      'IOT_SIM_ENDPOINT',
      'IOT_SIM_PRODUCT_KEY',
      'IOT_SIM_DEVICE_NAME',
      'IOT_SIM_DEVICE_SECRET',
    ]);
    expect(env['IOT_SIM_ENDPOINT']).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    const { code, stdout } = await sandbox.run(['once', '--temp', '22', '--hum', '60'], { env });
    expect(code).toBe(0);
    expect(stdout).toContain('publish success: temperature 22 °C, humidity 60 %RH');
  });

  test('prints a line for each request', async () => {
    const sandbox = useSandbox();
    const running = sandbox.start(['emulator', '--port', '0']);
    const env = await readEnvironment(running);
    await sandbox.run(['publish', '--interval', '5ms', '--count', '2'], { env });
    running.child.kill();
    const { stdout } = await running.ended;
    expect(stdout.match(/^\d\d:\d\d:\d\d 0 success \/auth$/gm)).toHaveLength(1);
    expect(stdout.match(/^\d\d:\d\d:\d\d 0 success \/topic\/sys\/iot-sim-demo\/\S+\/post$/gm)).toHaveLength(
      2,
    );
  });

  test('says why it refused, which the answer does not', async () => {
    const sandbox = useSandbox();
    const running = sandbox.start(['emulator', '--port', '0']);
    const env = await readEnvironment(running);
    const refused = await sandbox.run(['auth'], { env: { ...env, IOT_SIM_DEVICE_SECRET: 'wrong' } });
    running.child.kill();
    const { stdout } = await running.ended;
    expect(refused.code).toBe(3);
    expect(stdout).toContain('20000 auth check error /auth');
    expect(stdout).toContain('sign is not the hmacsha1 of clientId');
  });

  test('shows what the thing model filters after a success', async () => {
    const sandbox = useSandbox();
    const running = sandbox.start(['emulator', '--port', '0', '--mode', 'strong']);
    const env = await readEnvironment(running);
    const { code } = await sandbox.run(['once', '--temp', '80', '--hum', '60', '--no-clamp'], { env });
    running.child.kill();
    const { stdout } = await running.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('temperature filtered: 6306');
  });

  test.skipIf(process.platform === 'win32')(
    'ends with 0 at Ctrl-C, even with a device connected',
    async () => {
      const sandbox = useSandbox();
      const running = sandbox.start(['emulator', '--port', '0']);
      const env = await readEnvironment(running);
      const device = sandbox.start(['publish', '--interval', '1h'], { env });
      await device.waitForOutput('publish success');
      running.child.kill('SIGINT');
      expect((await running.ended).code).toBe(0);
    },
  );

  test('--json prints its address and each request as a line', async () => {
    const sandbox = useSandbox();
    const running = sandbox.start(['emulator', '--port', '0', '--json']);
    let text = '';
    running.child.stdout.on('data', (chunk: string) => {
      text += chunk;
    });
    await running.waitForOutput('\n');
    const { type, url, productKey, deviceName, deviceSecret } = JSON.parse(text) as Record<string, string>;
    expect(type).toBe('listening');
    const env = {
      IOT_SIM_ENDPOINT: url ?? '',
      IOT_SIM_PRODUCT_KEY: productKey ?? '',
      IOT_SIM_DEVICE_NAME: deviceName ?? '',
      IOT_SIM_DEVICE_SECRET: deviceSecret ?? '',
    };
    expect((await sandbox.run(['once'], { env })).code).toBe(0);
    running.child.kill();
    const lines = (await running.ended).stdout.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual([
      'listening',
      'exchange',
      'exchange',
    ]);
  });

  test('a port that is taken is an error that names it and a way out', async () => {
    const sandbox = useSandbox();
    const running = sandbox.start(['emulator', '--port', '0']);
    const { port } = new URL((await readEnvironment(running))['IOT_SIM_ENDPOINT'] ?? '');
    const { code, stderr } = await sandbox.run(['emulator', '--port', port]);
    expect(code).toBe(2);
    expect(stderr).toContain(`Cannot listen on 127.0.0.1:${port} (EADDRINUSE)`);
    expect(stderr).toContain('--port 0');
  });
});
