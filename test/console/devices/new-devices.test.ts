import { describe, expect, it } from 'vitest';
import {
  countOf,
  fieldProblem,
  type NewDevices,
  nameProblems,
  newDevicesBody,
  readNames,
} from '../../../src/console/pages/devices/new-devices.ts';

const form: NewDevices = {
  productKey: 'a1X',
  kind: 'one',
  deviceName: '',
  nickname: '',
  count: '100',
  names: '',
};

describe('the form that adds devices', () => {
  it('leaves to the emulator what was not entered', () => {
    expect(newDevicesBody(form)).toEqual({ productKey: 'a1X' });
    expect(newDevicesBody({ ...form, deviceName: ' one-1 ', nickname: 'Hall ' })).toEqual({
      productKey: 'a1X',
      deviceName: 'one-1',
      nickname: 'Hall',
    });
  });

  it('sends nothing of what was entered for another kind', () => {
    const entered = { ...form, deviceName: 'one-1', nickname: 'Hall', names: 'two-2\nthree-3' };
    expect(newDevicesBody({ ...entered, kind: 'count' })).toEqual({ productKey: 'a1X', count: 100 });
    expect(newDevicesBody({ ...entered, kind: 'names' })).toEqual({
      productKey: 'a1X',
      deviceNames: ['two-2', 'three-3'],
    });
  });

  it('takes pasted names with any line ends and keeps the numbers of their lines', () => {
    expect(readNames('\r\none-1\r\n\r\n  two-2\t\n')).toEqual([
      { line: 2, name: 'one-1' },
      { line: 4, name: 'two-2' },
    ]);
  });

  it.each([
    ['1', 1],
    [' 10000 ', 10_000],
    ['10001', undefined],
    ['0', undefined],
    ['-1', undefined],
    ['1e3', undefined],
    ['1.5', undefined],
    ['', undefined],
  ])('reads the number %j as %j', (count, expected) => {
    expect(countOf({ ...form, kind: 'count', count })).toBe(expected);
  });

  it('adds no empty list and none that is too long', () => {
    const lines = (count: number) => Array.from({ length: count }, (_, index) => `n-${index}`).join('\n');
    expect(countOf({ ...form, kind: 'names', names: '\n \n' })).toBeUndefined();
    expect(countOf({ ...form, kind: 'names', names: lines(10_000) })).toBe(10_000);
    expect(countOf({ ...form, kind: 'names', names: lines(10_001) })).toBeUndefined();
  });
});

describe('names that were refused', () => {
  const names = readNames('one-1\n\nx\none-1\ntwo-2');

  it('are named by their line, wrong ones as wrong', () => {
    const issues = [{ path: 'deviceNames.1', message: 'must have 4 to 32' }];
    expect(nameProblems({ issues, status: 400 }, names)).toEqual([{ line: 3, name: 'x', why: 'wrong' }]);
  });

  it('are taken, or stand in the list before', () => {
    const issues = [
      { path: 'deviceNames.0', message: 'there is a device one-1 already' },
      { path: 'deviceNames.2', message: 'there is a device one-1 already' },
      { path: 'deviceNames.3', message: 'there is a device two-2 already' },
    ];
    expect(nameProblems({ issues, status: 409 }, names)).toEqual([
      { line: 1, name: 'one-1', why: 'taken' },
      { line: 4, name: 'one-1', why: 'repeated' },
      { line: 5, name: 'two-2', why: 'taken' },
    ]);
  });

  it('are not guessed from what was said of something else', () => {
    const issues = [
      { path: 'productKey', message: 'there is no product' },
      { path: 'deviceNames.99', message: 'is not there' },
    ];
    expect(nameProblems({ issues, status: 400 }, names)).toEqual([]);
  });

  it('stand at the field of a single device', () => {
    const issues = [{ path: 'deviceName', message: 'there is a device one-1 already' }];
    expect(fieldProblem({ issues, status: 409 }, 'deviceName')).toBe('taken');
    expect(fieldProblem({ issues, status: 400 }, 'deviceName')).toBe('wrong');
    expect(fieldProblem({ issues, status: 400 }, 'nickname')).toBeUndefined();
  });
});
