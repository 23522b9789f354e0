import { expect } from 'vitest';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import type { DeviceTriple } from '../../src/protocol/topic.ts';
import { ask, read } from '../emulator/emulator-under-test.ts';
import { readError } from '../helpers/expectations.ts';
import { runMain } from '../helpers/memory-io.ts';
import { POST_TOPIC } from '../helpers/platforms.ts';
import { authRequest, signedFields, topicRequest } from '../helpers/signed.ts';

/** What the own API of a running emulator answers. */
export async function api(url: string, path: string, method = 'GET', value?: object) {
  const body = value && JSON.stringify(value);
  const answer = await ask(url, { method, path: `/_emulator/${path}`, ...(body && { body }) });
  return JSON.parse(answer.body);
}

/** A token of a device; undefined where it is refused. */
export async function token(url: string, device: DeviceTriple = DEMO_DEVICE): Promise<string | undefined> {
  return read(await ask(url, authRequest(signedFields(device)))).token;
}

/** Reports a temperature as the demo device; gives what the log says became of it. */
export async function outcomeOf(url: string, temperature: number): Promise<string> {
  const body = `{"id":"1","params":{"temperature":${temperature}}}`;
  await ask(url, topicRequest(POST_TOPIC, (await token(url)) ?? '', body));
  const { exchanges } = await api(url, 'log?order=newest&limit=1');
  return exchanges[0].message.properties[0].outcome;
}

/** Fails where `iot-sim emulator` takes these words; gives the error it refuses them with. */
export async function refused(args: readonly string[], options: Parameters<typeof runMain>[1] = {}) {
  const { code, stdout, stderr } = await runMain(['emulator', ...args], options);
  expect([code, stdout]).toEqual([2, '']);
  return { ...readError(stderr), stderr };
}
