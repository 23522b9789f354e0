import { describe, expect, test } from 'vitest';
import {
  ANSWER_CODES,
  FAULT_TARGETS,
  FAULT_TYPES,
  type FaultForm,
  KEYS_OF,
  NEW_FAULT,
  OTHER_CODE,
  REGISTER_CODES,
  readForm,
} from '../../../src/console/pages/faults/fault-form.ts';
import { FAULT_TARGETS as TARGETS, FAULT_TYPES as TYPES } from '../../../src/emulator/faults/fault.ts';
import { faultKeys, readFault } from '../../../src/emulator/faults/read-fault.ts';
import { ANSWER_CODES as CODES, REGISTER_CODES as REGISTER } from '../../../src/protocol/codes.ts';

const form = (change: Partial<FaultForm>): FaultForm => ({ ...NEW_FAULT, ...change });

describe('the form that sets a fault', () => {
  test('knows the kinds, requests and codes that the emulator knows', () => {
    expect(FAULT_TYPES).toEqual(TYPES);
    expect(FAULT_TARGETS).toEqual(TARGETS);
    expect(ANSWER_CODES).toEqual(Object.keys(CODES).map(Number));
    expect(REGISTER_CODES).toEqual(Object.keys(REGISTER).map(Number));
  });

  test.each(FAULT_TYPES)('has for %s the fields that the emulator takes', (type) => {
    expect(['type', ...KEYS_OF[type]].sort()).toEqual([...faultKeys(type)].sort());
  });

  test('sends what is filled in, and nothing that says what goes without saying', () => {
    expect(readForm(NEW_FAULT)).toEqual({ body: { type: 'latency', delayMs: 2000 } });
    const whole = form({
      type: 'code',
      code: OTHER_CODE,
      otherCode: '123',
      when: 'after',
      probability: '7',
      count: '5',
      forMs: { amount: '0.5', unit: 'min' },
      device: ' pk/dn ',
      on: 'topic',
    });
    expect(readForm(whole)).toEqual({
      body: {
        type: 'code',
        code: 123,
        when: 'after',
        probability: 0.07,
        count: 5,
        forMs: 30_000,
        device: 'pk/dn',
        on: 'topic',
      },
    });
  });

  test('leaves out what another kind was given', () => {
    const refusal = form({ type: 'refuse', count: '5', device: 'x', forMs: { amount: '20', unit: 's' } });
    expect(readForm(refusal)).toEqual({ body: { type: 'refuse', forMs: 20_000 } });
  });

  test.each(FAULT_TYPES)('sends of %s what the emulator takes', (type) => {
    const read = readForm(form({ type, forMs: { amount: '1', unit: 's' } }));
    expect('body' in read && readFault(read.body)).toEqual({ fault: 'body' in read && read.body });
  });

  test('says all that is wrong at once', () => {
    const wrong = form({
      delayMs: { amount: '', unit: 's' },
      jitterMs: { amount: '1', unit: 'h' },
      probability: '0',
      count: '1.5',
      forMs: { amount: '2', unit: 'd' },
      device: 'sensor',
    });
    const read = readForm(wrong);
    expect('problems' in read && Object.keys(read.problems)).toEqual([
      'delayMs',
      'jitterMs',
      'probability',
      'count',
      'forMs',
      'device',
    ]);
  });

  test.each([
    ['delayMs', { delayMs: { amount: '0', unit: 'ms' } }],
    ['delayMs', { delayMs: { amount: '600001', unit: 'ms' } }],
    ['code', { type: 'code', code: OTHER_CODE, otherCode: 'x' }],
    ['status', { type: 'http', status: '499' }],
    ['status', { type: 'http', status: '600' }],
    ['probability', { probability: '101' }],
    ['count', { count: '1000000001' }],
    ['forMs', { type: 'refuse', forMs: { amount: '', unit: 's' } }],
  ] as const)('finds a wrong %s', (key, change) => {
    const read = readForm(form(change));
    expect('problems' in read && Object.keys(read.problems)).toEqual([key]);
  });
});
