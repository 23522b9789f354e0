import { onTestFinished } from 'vitest';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import type { Exchange } from '../../src/emulator/exchange.ts';
import { openPlatform, type Platform, type PlatformOptions } from '../../src/emulator/platform.ts';
import type { StatusChange } from '../../src/emulator/presence.ts';
import type { DeviceTriple } from '../../src/protocol/topic.ts';
import { fakeClock } from '../helpers/fake-clock.ts';
import { useFolder } from '../helpers/memory-io.ts';
import { type Said, said } from '../helpers/platforms.ts';
import { authRequest, signedFields, topicRequest } from '../helpers/signed.ts';

/** A platform that can be closed and opened again, at a standing clock. */
export function useKeptPlatform() {
  const data = useFolder();
  const clock = fakeClock({ byHand: true });
  const exchanges: Exchange[] = [];
  const statuses: StatusChange[] = [];
  let platform: Platform | undefined;
  onTestFinished(() => platform?.close());
  return {
    data,
    clock,
    exchanges,
    statuses,
    /** Closes it, where it is open, and opens it again on the same folder, or on another or none. */
    async open(options: PlatformOptions = {}): Promise<Platform> {
      await platform?.close();
      platform = await openPlatform({
        data,
        clock,
        onExchange: (exchange) => exchanges.push(exchange),
        onStatus: (change) => statuses.push({ ...change, device: { ...change.device } }),
        ...options,
      });
      return platform;
    },
  };
}

/** What a platform answers to a device that authenticates. */
export async function authenticate(platform: Platform, device: DeviceTriple = DEMO_DEVICE): Promise<Said> {
  const fields = signedFields(device, { timestamp: platform.clock.now() });
  return said(await platform.handle(authRequest(fields)));
}

/** A new token of a device. */
export async function tokenOf(platform: Platform, device: DeviceTriple = DEMO_DEVICE): Promise<string> {
  const answer = await authenticate(platform, device);
  if (answer.token === undefined) throw new Error(`no token: ${answer.text}`);
  return answer.token;
}

/** Publishes a property report, and gives the code of the answer. */
export async function report(
  platform: Platform,
  { token, params, device = DEMO_DEVICE }: { token: string; params: string; device?: DeviceTriple },
): Promise<number> {
  const topic = `/sys/${device.productKey}/${device.deviceName}/thing/event/property/post`;
  const body = `{"id":"1","version":"1.0","params":${params}}`;
  return said(await platform.handle(topicRequest(topic, token, body))).code;
}

/** A report within the demo product's thing model. */
export const PARAMS = '{"temperature":22,"humidity":60}';

/** All of an asynchronous list. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** The whole of what a platform exports. */
export async function exported(platform: Pick<Platform, 'exportState'>): Promise<string> {
  return (await all(platform.exportState())).join('');
}
