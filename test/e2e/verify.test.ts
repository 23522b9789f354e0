import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { jsonLines, readLastError } from '../helpers/expectations.ts';
import { useSandbox } from '../helpers/run-program.ts';

/** A sandbox with an emulator that writes what it passes on, and the demo device that reports to it. */
async function useEmulator(args: readonly string[] = []) {
  const sandbox = useSandbox();
  const emulator = sandbox.start(['emulator', '--port', '0', '--out', 'feed.ndjson', '--json', ...args]);
  let text = '';
  emulator.child.stdout.on('data', (chunk: string) => {
    text += chunk;
  });
  await emulator.waitForOutput('"listening"');
  const env = {
    IOT_SIM_ENDPOINT: String(jsonLines(text)[0]?.['url']),
    IOT_SIM_PRODUCT_KEY: DEMO_DEVICE.productKey,
    IOT_SIM_DEVICE_NAME: DEMO_DEVICE.deviceName,
    IOT_SIM_DEVICE_SECRET: DEMO_DEVICE.deviceSecret,
  };
  return {
    run: (words: readonly string[], input = '') => sandbox.run(words, { env, input }),
    start: (words: readonly string[]) => sandbox.start(words, { env }),
    /** The property reports that were passed on. */
    feed: () =>
      readFileSync(join(sandbox.folder, 'feed.ndjson'), 'utf8')
        .split('\n')
        .filter((line) => line.includes('"items"')),
  };
}

describe('iot-sim verify', () => {
  test('finds in the emulator, in its feed and in a pipe what was taken, and what is not there', async () => {
    const { run, feed } = await useEmulator();
    const published = await run(['publish', '--interval', '20ms', '--count', '5', '--verify', '--json']);
    const clean = {
      type: 'verification',
      taken: 5,
      sent: 5,
      stored: 5,
      missing: 0,
      duplicated: 0,
      outOfOrder: 0,
    };
    expect(jsonLines(published.stdout).at(-1)).toMatchObject(clean);
    expect(published.code).toBe(0);

    const asked = await run(['verify', '--json']);
    expect([asked.code, jsonLines(asked.stdout)]).toMatchObject([0, [clean]]);
    await expect.poll(() => feed().length).toBe(5);
    const read = await run(['verify', 'feed.ndjson', '--json']);
    expect([read.code, jsonLines(read.stdout)]).toMatchObject([0, [clean]]);

    const lost = JSON.parse(feed()[2] ?? '').requestId;
    const piped = await run(['verify', '-'], `${feed().toSpliced(2, 1).join('\n')}\n`);
    expect(piped.code).toBe(6);
    expect(piped.stdout).toMatch(/^missing +1$/m);
    expect(piped.stdout).toMatch(new RegExp(`^missing:\n +${lost} `, 'm'));
    expect(readLastError(piped.stderr).error).toBe('1 of 5 readings is missing.');
  });

  test('finds every reading of a run that was killed and of the one after it, in order', async () => {
    const { run, start } = await useEmulator(['--fault', 'latency:30ms,on=topic']);
    const killed = start(['publish', '--interval', '5ms', '--json']);
    await killed.waitForOutput('"sent"');
    killed.child.kill('SIGKILL');
    const { stdout } = await killed.ended;
    const after = await run(['publish', '--interval', '5ms', '--count', '5', '--drain-rate', '500/s']);
    expect(after.code).toBe(0);
    const verified = await run(['verify', '--json']);
    const [result] = jsonLines(verified.stdout);
    const printed = stdout.split('\n').filter((line) => line.includes('"type":"reading"')).length;
    expect(verified.code).toBe(0);
    expect(result).toMatchObject({ missing: 0, pending: 0, outOfOrder: 0, wrongTime: 0 });
    expect(result?.['stored']).toBe(result?.['taken']);
    expect(Number(result?.['taken'])).toBeGreaterThanOrEqual(printed + 5);
  });
});
