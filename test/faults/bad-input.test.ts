import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import { systemClock } from '../../src/clock.ts';
import { parseConfig } from '../../src/config/schema.ts';
import { SimError } from '../../src/errors.ts';
import { parseThingModel } from '../../src/tsl/parse.ts';
import { readError } from '../helpers/expectations.ts';
import { fixture } from '../helpers/fixture.ts';
import { runMain, useFolder } from '../helpers/memory-io.ts';
import { clientOptions, reply, tokenReply } from '../helpers/transports.ts';

/** So many of each kind; what needs a disk or the command line gets a tenth. */
const RUNS = Number(process.env['IOT_SIM_TEST_INPUTS'] ?? 2_000);
const FEW = Math.ceil(RUNS / 10);

/** Any JSON, with the names and texts that come near to what is right. */
const oddJson = (words: readonly string[]) =>
  fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<unknown>(
        null,
        true,
        0,
        -1,
        1e308,
        2 ** 53,
        0.1,
        '',
        ' ',
        '\u0000',
        '__proto__',
        ...words,
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(
        fc.oneof(fc.constantFrom('', 'constructor', '__proto__', ...words), fc.string()),
        tie('value'),
        {
          maxKeys: 4,
        },
      ),
    ),
  })).value;

/** A right document of which one place is wrong: replaced, or taken away. */
function spoilt(right: unknown, words: readonly string[]) {
  const paths = pathsOf(right);
  return fc
    .record({ path: fc.constantFrom(...paths), value: oddJson(words), isGone: fc.boolean() })
    .map((change) => {
      const copy = { root: structuredClone(right) };
      let parent: Record<string, unknown> = copy;
      for (const key of ['root', ...change.path].slice(0, -1))
        parent = parent[key] as Record<string, unknown>;
      const last = ['root', ...change.path].at(-1)!;
      if (change.isGone && change.path.length > 0) delete parent[last];
      else parent[last] = change.value;
      return copy.root;
    });
}

function pathsOf(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [
    [],
    ...Object.entries(value).flatMap(([key, member]) => pathsOf(member).map((path) => [key, ...path])),
  ];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const CONFIG = {
  device: { productKey: 'a1', deviceName: 'd', deviceSecret: 's' },
  endpoint: 'https://localhost',
  interval: '5s',
  outbox: './outbox',
  outboxLimit: '10000',
  whenFull: 'stop',
  drainRate: '25/s',
  grace: '5s',
  tsl: 'environment',
  readings: { temperature: { min: 1, max: 2 } },
};
const CONFIG_WORDS = [
  ...Object.keys(CONFIG),
  'temperature',
  'min',
  'max',
  '5s',
  '1e9d',
  'https://',
  'file:///x',
];
const badConfig = fc.oneof(oddJson(CONFIG_WORDS), spoilt(CONFIG, CONFIG_WORDS));

describe('a configuration of any shape', () => {
  test('is taken, or each of its faults is named with its place', () => {
    const property = fc.property(badConfig, (value) => {
      const { issues } = parseConfig(value);
      for (const { path, message } of issues) {
        expect(message).not.toBe('');
        if (isObject(value) && !('' in value)) expect(path).not.toBe('');
      }
    });
    fc.assert(property, { numRuns: RUNS });
  });

  test('ends the program with 0, or with 2 and one error in three parts', async () => {
    const cwd = useFolder();
    const property = fc.asyncProperty(badConfig, async (value) => {
      writeFileSync(join(cwd, 'sensor.config.json'), JSON.stringify(value));
      const { code, stderr } = await runMain(['config'], { cwd });
      if (code === 0) return;
      expect(code).toBe(2);
      readError(stderr);
    });
    await fc.assert(property, { numRuns: FEW });
  });
});

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const TSL = JSON.parse(fixture('tsl/all-types.json')) as unknown;
const TSL_WORDS = [
  'identifier',
  'dataType',
  'type',
  'specs',
  'int',
  'float',
  'struct',
  'array',
  'enum',
  'min',
  'max',
  'step',
  'size',
  'item',
  '1',
  '-0',
  '1e5',
  'NaN',
  'properties',
];
const badTsl = fc.oneof(
  fc.oneof(oddJson(TSL_WORDS), spoilt(TSL, TSL_WORDS)).map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary' }),
);

describe('a thing model of any shape', () => {
  test('is taken, or each of its faults is named with its place', () => {
    const property = fc.property(badTsl, (text) => {
      const parsed = parseThingModel(text);
      if ('model' in parsed) return;
      expect(parsed.issues.length).toBeGreaterThan(0);
      expect(parsed.issues.map(({ message }) => message)).not.toContain('');
      const value = readJson(text);
      if (isObject(value) && !('' in value)) expect(parsed.issues.map(({ path }) => path)).not.toContain('');
    });
    fc.assert(property, { numRuns: RUNS });
  });

  test('ends the program with 0, 2 or 4, and with one error in three parts', async () => {
    const cwd = useFolder();
    const property = fc.asyncProperty(badTsl, async (text) => {
      writeFileSync(join(cwd, 'tsl.json'), text);
      const { code, stderr } = await runMain(['once', '--local', '--tsl', 'tsl.json'], { cwd });
      expect([0, 2, 4]).toContain(code);
      if (code === 2) readError(stderr);
      expect(stderr).not.toMatch(/^ +at /m);
    });
    await fc.assert(property, { numRuns: FEW });
  });
});

const ANSWER = { code: 0, info: { messageId: 1, token: 't' }, message: 'success' };
const ANSWER_WORDS = ['code', 'info', 'token', 'messageId', 'message', '0', '20001'];
const CODES = fc.constantFrom(
  0,
  1,
  -1,
  10000,
  10001,
  20000,
  20001,
  20002,
  20003,
  20004,
  30001,
  40000,
  1e21,
  0.5,
);
const badAnswer = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.oneof(oddJson(ANSWER_WORDS), spoilt(ANSWER, ANSWER_WORDS)).map((value) => JSON.stringify(value)),
  CODES.map((code) => JSON.stringify({ ...ANSWER, code })),
  fc.nat(40).map((length) => JSON.stringify(ANSWER).slice(0, length)),
);

describe('an answer of any shape', () => {
  test('is an answer, or an error that says so', async () => {
    const responses = fc.array(fc.tuple(badAnswer, fc.constantFrom(200, 204, 302, 404, 500, 503)), {
      minLength: 4,
      maxLength: 4,
    });
    const property = fc.asyncProperty(responses, fc.boolean(), async (answers, hasToken) => {
      const rest = [...answers];
      const send = async ({ path }: { path: string }) => {
        if (path === '/auth' && hasToken) return tokenReply('token');
        const [body, status] = rest.shift() ?? ['', 200];
        return reply(body, status);
      };
      const client = createClient(clientOptions({ send, clock: systemClock }));
      try {
        const { code, message } = await client.publish({ topic: '/t', body: () => '{}' });
        expect(Number.isFinite(code)).toBe(true);
        expect(message).toBeTypeOf('string');
      } catch (error) {
        expect(error).toBeInstanceOf(SimError);
      }
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});

const MESSAGE = {
  id: '1',
  version: '1.0',
  params: { temperature: { value: 22, time: 1_700_000_000_000 } },
  method: 'thing.event.property.post',
};
const MESSAGE_WORDS = [
  'id',
  'params',
  'temperature',
  'humidity',
  'value',
  'time',
  'method',
  'sys',
  'version',
  '22',
];
const badMessage = fc.oneof(
  fc.oneof(oddJson(MESSAGE_WORDS), spoilt(MESSAGE, MESSAGE_WORDS)).map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary', minLength: 1 }),
);

describe('a payload of any shape', () => {
  test('is judged by check: 0, 4, or 2 where there is none', async () => {
    const cwd = useFolder();
    const mode = fc.constantFrom('strong', 'weak', 'none');
    const property = fc.asyncProperty(badMessage, mode, async (stdin, mode) => {
      const { code, stdout, stderr } = await runMain(['check', '--mode', mode], { cwd, stdin });
      expect([0, 2, 4]).toContain(code);
      expect(stderr).not.toMatch(/^ +at /m);
      if (code === 2) readError(stderr);
      else expect(stdout === '' && stderr === '').toBe(false);
    });
    await fc.assert(property, { numRuns: RUNS / 2 });
  });
});
