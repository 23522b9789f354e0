import { describe, expect, expectTypeOf, test } from 'vitest';
import type * as z from 'zod';
import { eventSchema } from '../../../src/cli/reporters/event-schema.ts';
import { lineJsonSchema, lineSchema } from '../../../src/cli/reporters/line-schema.ts';
import { DEMO_DEVICE } from '../../../src/emulator/demo.ts';
import type { Exchange, Message } from '../../../src/emulator/exchange.ts';
import type { SimEvent } from '../../../src/engine/events.ts';
import { jsonLines } from '../../helpers/expectations.ts';
import { fakeClock } from '../../helpers/fake-clock.ts';
import { httpSend } from '../../helpers/http-send.ts';
import { runMain, useFolder } from '../../helpers/memory-io.ts';
import { authRequest, signedFields, topicRequest } from '../../helpers/signed.ts';
import { type Fault, HTML_502 } from '../../helpers/stand-in.ts';
import { useStandIn } from '../../helpers/use-stand-in.ts';
import { withEmulator } from '../../helpers/with-emulator.ts';

/** Parses every line with the schema; gives the types in order. */
function checkLines(stdout: string): string[] {
  expect(stdout).toMatch(/\}\n$/);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const parsed = lineSchema.safeParse(JSON.parse(line));
      expect(parsed.error?.issues, line).toBeUndefined();
      return (JSON.parse(line) as { type: string }).type;
    });
}

describe('the schema of --json', () => {
  test('has every event of a run, as the compiler sees it', () => {
    expectTypeOf<SimEvent>().toExtend<z.infer<typeof eventSchema>>();
    expectTypeOf<z.infer<typeof eventSchema>['type']>().toEqualTypeOf<SimEvent['type']>();
  });

  test('has all that an exchange of the emulator can hold', () => {
    type Line = Extract<z.infer<typeof lineSchema>, { type: 'exchange' }>;
    expectTypeOf<Exclude<keyof Line, 'type'>>().toEqualTypeOf<keyof Exchange>();
    expectTypeOf<keyof NonNullable<Line['message']>>().toEqualTypeOf<keyof Message>();
  });

  test('is published with every event and with nothing that is not described', () => {
    const schema = lineJsonSchema() as { oneOf?: object[]; anyOf?: object[] };
    const variants = (schema.oneOf ?? schema.anyOf ?? []) as {
      description?: string;
      additionalProperties?: boolean;
    }[];
    expect(variants).toHaveLength(lineSchema.options.length);
    for (const { description, additionalProperties } of variants) {
      expect(description).toBeTruthy();
      expect(additionalProperties).toBe(false);
    }
  });

  test('refuses an event with a field it does not know', () => {
    const event = { type: 'stopped', at: 1, device: 'a/b', reason: 'done' };
    expect(eventSchema.safeParse(event).success).toBe(true);
    expect(eventSchema.safeParse({ ...event, secret: 'x' }).success).toBe(false);
  });
});

describe('every line of --json fits the schema', () => {
  const clock = fakeClock();

  test('of publish', async () => {
    const { stdout } = await runMain(['publish', '--local', '--count', '3', '--json'], { clock });
    const types = checkLines(stdout);
    expect(types[0]).toBe('auth');
    expect(types.at(-1)).toBe('summary');
    expect(types.filter((type) => type === 'sent')).toHaveLength(3);
    expect(types).toContain('stopped');
  });

  test('of once with a value that is clamped', async () => {
    const { stdout } = await runMain(['once', '--local', '--temp', '99', '--json'], { clock });
    checkLines(stdout);
    expect(stdout).toContain('"fitted":{"temperature":{"from":99,"range":"-10..50, step 1","clamped":true}}');
  });

  test('of once with a value that does not fit', async () => {
    const { stdout } = await runMain(['once', '--local', '--temp', '99', '--no-clamp', '--json'], { clock });
    checkLines(stdout);
    expect(stdout).toContain('"unfit":{"temperature":{"code":6306,');
  });

  test('of auth, plain and explained', async () => {
    checkLines((await runMain(['auth', '--local', '--json'])).stdout);
    checkLines((await runMain(['auth', '--local', '--json', '--explain'])).stdout);
  });

  test('of a run with trouble: waiting, recovered, refused', async () => {
    const refuse: Fault = { type: 'refuse', code: 30001, message: 'publish message error' };
    const faults: Record<number, Fault> = { 1: HTML_502, 3: refuse };
    const standIn = await useStandIn({
      misbehave: ({ kind, count }) => (kind === 'post' ? faults[count] : undefined),
    });
    const args = ['publish', '--interval', '1ms', '--count', '3', '--json'];
    const { stdout } = await runMain(args, { env: standIn.env });
    const types = checkLines(stdout);
    for (const type of ['waiting', 'recovered', 'refused', 'sent']) expect(types).toContain(type);
  });

  test('of a reading that is given up', async () => {
    const standIn = await useStandIn({ misbehave: ({ kind }) => (kind === 'post' ? HTML_502 : undefined) });
    const { code, stdout } = await runMain(['once', '--json'], { env: standIn.env });
    expect(code).toBe(5);
    expect(checkLines(stdout)).toContain('dropped');
  });

  test('of a device that is refused', async () => {
    const standIn = await useStandIn();
    const env = { ...standIn.env, IOT_SIM_DEVICE_SECRET: 'wrong' };
    for (const command of ['auth', 'once', 'publish']) {
      const { stdout } = await runMain([command, '--json'], { env });
      expect(checkLines(stdout)[0], command).toMatch(/auth|reading/);
      expect(stdout).toContain('"ok":false,"code":20000');
    }
  });

  test('of a run that leaves readings, of those that wait, and of the run that finds them', async () => {
    let isDown = true;
    const standIn = await useStandIn({
      misbehave: ({ kind }) => (kind === 'post' && isDown ? HTML_502 : undefined),
    });
    const env = { ...standIn.env, XDG_STATE_HOME: useFolder() };
    const full = ['publish', '--interval', '1ms', '--outbox-limit', '2', '--when-full', 'stop'];
    const left = await runMain([...full, '--grace', '10ms', '--json'], { env });
    checkLines(left.stdout);
    expect(left.stdout).toContain('"reason":"full"');
    const { stdout } = await runMain(['outbox', 'list', '--json'], { env });
    expect(checkLines(stdout)).toEqual(['outbox']);
    isDown = false;
    const flushed = await runMain(['outbox', 'flush', '--json'], { env });
    expect(checkLines(flushed.stdout).slice(0, 2)).toEqual(['backlog', 'auth']);
  });

  test('of auth whose clock was off', async () => {
    const standIn = await useStandIn();
    const off = fakeClock({ startMs: Date.now() + 3_600_000 });
    const args = ['auth', '--explain', '--json'];
    const { stdout } = await runMain(args, { env: standIn.env, clock: off });
    expect(checkLines(stdout)).toEqual(['auth']);
    const [line] = jsonLines(stdout);
    expect(Math.abs((line?.['correctedByMs'] as number) + 3_600_000)).toBeLessThan(5_000);
  });

  test('of a platform that cannot be reached', async () => {
    const standIn = await useStandIn();
    await standIn.close();
    for (const command of ['once', 'publish']) {
      const { stdout } = await runMain([command, '--json'], { env: standIn.env });
      expect(checkLines(stdout), command).toContain('waiting');
    }
  });

  test('of a token that cannot be kept: a warning', async () => {
    const standIn = await useStandIn();
    const env = { ...standIn.env, XDG_STATE_HOME: '/dev/null' };
    const { stdout } = await runMain(['once', '--json'], { env });
    expect(checkLines(stdout)).toContain('warning');
  });

  test.each([
    [['check'], '{"temperature":80,"humidity":"x"}', ['verdict', 'verdict']],
    [['check'], 'not JSON', ['verdict']],
    [['config', '--interval', '2m'], '', ['config']],
    [['init', '--yes', '--product-key', 'a1', '--device-name', 'b2'], '', ['written']],
  ])('of %j', async (args, stdin, types) => {
    const env = { IOT_SIM_DEVICE_SECRET: 'secret' };
    const { stdout } = await runMain([...args, '--json'], { clock, stdin, env });
    expect(checkLines(stdout)).toEqual(types);
  });

  test('of emulator', async () => {
    const { stdout } = await withEmulator(['--json', '--https'], () => Promise.resolve());
    expect(checkLines(stdout)).toEqual(['listening']);
    expect(JSON.parse(stdout)).toHaveProperty('ca');
  });

  test('of requests to an emulator, whatever became of them', async () => {
    const sys = '/sys/iot-sim-demo/demo-sensor/thing';
    const fault = ['--fault', 'reset,on=register'];
    const { stdout } = await withEmulator(['--json', ...fault], async (url) => {
      const { send, close } = httpSend(url);
      const { body } = await send(authRequest(signedFields(DEMO_DEVICE)));
      const token = JSON.parse(body).info.token;
      const publish = (topic: string, text: string) => send(topicRequest(topic, token, text));
      await publish('/iot-sim-demo/demo-sensor/user/raw', 'anything');
      await publish(`${sys}/event/property/post`, '{"id":"1","params":{"temperature":22,"humidity":"wet"}}');
      await publish(`${sys}/event/property/post`, 'no JSON');
      await publish(`${sys}/event/alarm/post`, '{"id":"1","params":{"value":{"code":12345678901234567890}}}');
      await publish('/hello', '');
      await send({ path: '/auth/register/device', headers: {}, body: '' }).catch(() => {});
      await close();
    });
    expect(checkLines(stdout)).toEqual(['listening', ...Array(7).fill('exchange')]);
    const exchanges = jsonLines(stdout).slice(1);
    expect(exchanges.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 30001, undefined]);
    const messages = exchanges.map(({ message }) => message);
    expect(messages).toMatchObject([
      undefined,
      { body: 'anything', properties: [], events: [] },
      { properties: [{ outcome: 'kept' }, { outcome: 'filtered', refusal: { code: 6306 } }] },
      { problem: { code: 6207 } },
      { events: [{ identifier: 'alarm', outcome: 'filtered' }] },
      undefined,
      undefined,
    ]);
    expect(exchanges.at(-1)).toHaveProperty('fault');
    expect(stdout).toContain('12345678901234567890');
  });
});
