import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DEMO_DEVICE, demoDevices } from '../../src/emulator/demo.ts';
import { openPlatform } from '../../src/emulator/platform.ts';
import type { DeviceTriple } from '../../src/protocol/topic.ts';
import { httpSend } from '../helpers/http-send.ts';
import { said } from '../helpers/platforms.ts';
import {
  cleanEnvironment,
  PROGRAM,
  type Running,
  type Sandbox,
  startProcess,
  useSandbox,
} from '../helpers/run-program.ts';
import { authRequest, signedFields, topicRequest } from '../helpers/signed.ts';

const isWindows = process.platform === 'win32';
/** Linux can give a process more room while it runs. */
const canRaiseLimits = spawnSync('prlimit', ['--version']).status === 0;
const DEVICES = demoDevices(50);
const ARGS = ['emulator', '--data', 'data', '--port', '0', '--devices', String(DEVICES.length), '--json'];

/** A reading that was answered with code 0. */
interface Acknowledged {
  readonly device: string;
  readonly timeMs: number;
}

/** Devices that report what nobody reported before, and remember what was acknowledged. */
function createFleet() {
  const tokens = new Map<string, string>();
  const acknowledged: Acknowledged[] = [];
  let count = 0;
  let timeMs = 1_000_000;

  const authenticate = async (
    send: ReturnType<typeof httpSend>['send'],
    device: DeviceTriple,
  ): Promise<void> => {
    const { token } = said(await send(authRequest(signedFields(device))));
    if (token !== undefined) tokens.set(device.deviceName, token);
  };
  /** Gives the code of the answer. */
  const report = async (send: ReturnType<typeof httpSend>['send'], device: DeviceTriple): Promise<number> => {
    const { productKey, deviceName } = device;
    timeMs += 1;
    const reading = { device: `${productKey}/${deviceName}`, timeMs };
    const topic = `/sys/${productKey}/${deviceName}/thing/event/property/post`;
    const body = `{"id":"${timeMs}","version":"1.0","params":{"temperature":{"value":22,"time":${timeMs}}}}`;
    const { code } = said(await send(topicRequest(topic, tokens.get(deviceName) ?? '', body)));
    if (code === 0) acknowledged.push(reading);
    return code;
  };
  return {
    tokens,
    acknowledged,
    /**
     * All devices report at once, until there is no emulator any more.
     * @param onAnswer told how many answers there were
     */
    async reportAll(url: string, onAnswer: (count: number) => void): Promise<Set<number>> {
      const codes = new Set<number>();
      const { send, close } = httpSend(url);
      await Promise.all(
        DEVICES.map(async (device) => {
          try {
            if (!tokens.has(device.deviceName)) {
              await authenticate(send, device);
              onAnswer(++count);
            }
            for (;;) {
              codes.add(await report(send, device));
              onAnswer(++count);
            }
          } catch {
            // The emulator was killed.
          }
        }),
      );
      close();
      return codes;
    },
    report,
    authenticate,
  };
}

/** The address an emulator listens on, once it does. */
async function addressOf(running: Running): Promise<string> {
  let text = '';
  running.child.stdout.on('data', (chunk: string) => {
    text += chunk;
  });
  await running.waitForOutput('"listening"');
  for (;;) {
    const url = /"url":"(http:[^"]+)"/.exec(text)?.[1];
    if (url !== undefined) return url;
    await nextTurn();
  }
}

/** What is in the data folder, once nobody uses it: readings in the history, readings in the log, and devices. */
async function keptIn({ folder }: Sandbox) {
  const platform = await openPlatform({ data: join(folder, 'data', 'store') });
  onTestFinished(() => platform.close());
  const history = new Set<string>();
  const log = new Set<string>();
  const devices = [...platform.registry.devices(DEMO_DEVICE.productKey)].map(({ triple }) => triple);
  for (const device of devices) {
    const name = `${device.productKey}/${device.deviceName}`;
    for await (const { timeMs } of platform.history.values({ device, identifier: 'temperature' })) {
      history.add(`${name} ${timeMs}`);
    }
  }
  for (const { device, message } of await platform.messages()) log.add(`${device} ${message.id}`);
  return { history, log, devices };
}

/** Every acknowledged reading that is missing from what is kept. */
function lost(acknowledged: readonly Acknowledged[], kept: ReadonlySet<string>): string[] {
  return acknowledged
    .map(({ device, timeMs }) => `${device} ${timeMs}`)
    .filter((reading) => !kept.has(reading));
}

describe('an emulator with --data', () => {
  test('that is killed again and again has lost nothing it acknowledged', async () => {
    const sandbox = useSandbox();
    const fleet = createFleet();
    // While devices authenticate, soon after, and in the middle of reports; each time the same folder.
    const answersBeforeKill = [20, 200, 800];
    let answers = 0;
    for (const more of answersBeforeKill) {
      const running = sandbox.start(ARGS);
      const killAt = answers + more;
      const codes = await fleet.reportAll(await addressOf(running), (count) => {
        answers = count;
        if (count === killAt) running.child.kill('SIGKILL');
      });
      expect([...codes], 'tokens of before are still good').toEqual(codes.size === 0 ? [] : [0]);
      await running.ended;
    }
    expect(fleet.tokens.size).toBe(DEVICES.length);
    expect(fleet.acknowledged.length).toBeGreaterThan(900);
    const kept = await keptIn(sandbox);
    expect(lost(fleet.acknowledged, kept.history)).toEqual([]);
    expect(lost(fleet.acknowledged, kept.log)).toEqual([]);
    expect(kept.devices).toEqual([DEMO_DEVICE, ...DEVICES]);
  });

  describe.skipIf(isWindows)('on a full disk', () => {
    /** Starts an emulator that can write so little that its devices soon fill it, and lets them. */
    async function fillDisk(sandbox: Sandbox) {
      const limited = 'ulimit -S -f 200; exec "$0" "$@"';
      const running = startProcess('sh', ['-c', limited, process.execPath, PROGRAM, ...ARGS], {
        cwd: sandbox.folder,
        env: { ...cleanEnvironment(), HOME: sandbox.home, XDG_STATE_HOME: sandbox.state },
      });
      const fleet = createFleet();
      const { send, close } = httpSend(await addressOf(running));
      onTestFinished(close);
      for (const device of DEVICES) await fleet.authenticate(send, device);
      const reportAll = async (rounds: number): Promise<Set<number>> => {
        const codes = new Set<number>();
        for (let round = 0; round < rounds; round++) {
          for (const code of await Promise.all(DEVICES.map((device) => fleet.report(send, device)))) {
            codes.add(code);
          }
        }
        return codes;
      };
      while (!(await reportAll(1)).has(10000));
      for (const code of await reportAll(10)) expect([0, 10000]).toContain(code);
      return { running, fleet, reportAll };
    }

    async function expectNothingLost(sandbox: Sandbox, acknowledged: readonly Acknowledged[]): Promise<void> {
      expect(acknowledged.length).toBeGreaterThan(DEVICES.length);
      const kept = await keptIn(sandbox);
      expect(lost(acknowledged, kept.history)).toEqual([]);
      expect(lost(acknowledged, kept.log)).toEqual([]);
    }

    test('says why it acknowledges nothing, stays, and goes on after a restart with what it had', async () => {
      const sandbox = useSandbox();
      const { running, fleet } = await fillDisk(sandbox);
      await running.waitForOutput('nothing was kept: ');
      await running.waitForOutput('File too large');
      running.child.kill('SIGTERM');
      expect((await running.ended).code).toBe(0);

      const again = sandbox.start(ARGS);
      const { send, close } = httpSend(await addressOf(again));
      onTestFinished(close);
      for (const device of DEVICES) expect(await fleet.report(send, device)).toBe(0);
      again.child.kill('SIGKILL');
      await again.ended;
      await expectNothingLost(sandbox, fleet.acknowledged);
    });

    test.skipIf(!canRaiseLimits)(
      'goes on by itself when there is room again, and keeps that too',
      async () => {
        const sandbox = useSandbox();
        const { running, fleet, reportAll } = await fillDisk(sandbox);
        spawnSync('prlimit', ['--pid', String(running.child.pid), '--fsize=unlimited:unlimited']);
        expect(await reportAll(10)).toEqual(new Set([0]));
        running.child.kill('SIGKILL');
        await running.ended;
        await expectNothingLost(sandbox, fleet.acknowledged);
      },
    );
  });
});
