import { describe, expect, it } from 'vitest';
import { ERRORS, type ErrorCode, EXIT, SimError } from '../src/errors.ts';

describe('SimError', () => {
  it('takes likely cause and next step from the table', () => {
    const error = new SimError('CONNECTION_REFUSED', 'cannot connect to 127.0.0.1:8180');
    const { likely, hint } = ERRORS.CONNECTION_REFUSED;
    expect(error).toMatchObject({ message: 'cannot connect to 127.0.0.1:8180', likely, hint });
  });

  it('prefers a likely cause and next step of its own', () => {
    const own = { likely: 'The cable is out.', hint: 'Put it in.' };
    expect(new SimError('CONNECTION_LOST', 'gone', own)).toMatchObject(own);
  });

  it('keeps the error it came from', () => {
    const cause = new Error('ECONNREFUSED');
    expect(new SimError('CONNECTION_REFUSED', 'cannot connect', { cause }).cause).toBe(cause);
  });

  it('has no cause where none was given', () => {
    expect(Object.hasOwn(new SimError('USAGE', 'unknown flag'), 'cause')).toBe(false);
  });
});

describe('exit codes', () => {
  it('are those the command line promises', () => {
    expect(EXIT).toEqual({
      done: 0,
      bug: 1,
      usage: 2,
      authRefused: 3,
      dataRefused: 4,
      undelivered: 5,
      missing: 6,
      commandNotExecutable: 126,
      commandNotFound: 127,
      stoppedTwice: 130,
    });
  });

  it.each([
    ['CONFIG_INVALID', 2],
    ['TSL_INVALID', 2],
    ['REPLAY_INVALID', 2],
    ['READINGS_MISSING', 6],
    ['AUTH_REFUSED', 3],
    ['MESSAGE_TOO_LARGE', 4],
    ['HOST_UNKNOWN', 5],
    ['THROTTLED', 5],
    ['COMMAND_NOT_EXECUTABLE', 126],
    ['COMMAND_NOT_FOUND', 127],
    ['DATA_IN_USE', 2],
    ['DATA_NOT_EMPTY', 2],
    ['DATA_UNUSABLE', 2],
    ['STATE_INVALID', 2],
  ] satisfies [ErrorCode, number][])('%s ends the process with %d', (code, exitCode) => {
    expect(new SimError(code, 'failed').exitCode).toBe(exitCode);
  });
});
