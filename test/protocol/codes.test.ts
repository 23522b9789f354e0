import { describe, expect, it } from 'vitest';
import {
  ANSWER_CODES,
  answerCode,
  CHECK_CODES,
  messageFor,
  REGISTER_CODES,
  registerMessageFor,
} from '../../src/protocol/codes.ts';

/** The tables of the HTTPS document. */
const documented = [
  [10000, 'common error', 'retry'],
  [10001, 'param error', 'give-up'],
  [20000, 'auth check error', 'give-up'],
  [20001, 'token is expired', 'renew'],
  [20002, 'token is null', 'renew'],
  [20003, 'check token error', 'renew'],
  [20004, 'update session error', 'retry'],
  [30001, 'publish message error', 'give-up'],
  [40000, 'request too many', 'retry'],
] as const;

describe('the codes of /auth and /topic', () => {
  it.each(documented)('%d has the documented words "%s" and the remedy %s', (code, message, remedy) => {
    expect({ message: messageFor(code), remedy: answerCode(code).remedy }).toEqual({ message, remedy });
  });

  it('are all there is', () => {
    expect(Object.keys(ANSWER_CODES).map(Number)).toEqual(documented.map(([code]) => code));
  });

  it('are retried where no document names them', () => {
    expect(answerCode(99999)).toMatchObject({ message: 'common error', remedy: 'retry' });
  });

  it('call 0 a success', () => {
    expect(messageFor(0)).toBe('success');
  });
});

describe('the codes of the thing model check', () => {
  it.each([
    [6304, 'tsl parse: params not exist'],
    [6306, 'tsl parse: data type is not int'],
    [6308, 'tsl parse: value of bool type must be int'],
    [6310, 'tsl parse: data type is not string'],
    [5092, 'property not found'],
    [460, 'request parameter error'],
    [6106, 'map size must less than 200'],
    [6313, 'tsl service not available'],
  ] as const)('%d has the words seen in traces and samples', (code, message) => {
    expect(CHECK_CODES[code]?.message).toBe(message);
  });
});

describe('the codes of dynamic registration', () => {
  it('are those that the documents list for it', () => {
    expect(Object.keys(REGISTER_CODES).map(Number)).toEqual([460, 500, 6250, 6288, 6289, 6292, 6600]);
  });

  it('call 200 a success, and a code that no document names an unknown error', () => {
    expect([200, 6600, 1].map(registerMessageFor)).toEqual(['success', 'sign check error', 'unknown error']);
  });
});
