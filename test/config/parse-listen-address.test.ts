import { describe, expect, test } from 'vitest';
import { parseListenAddress } from '../../src/config/parse-listen-address.ts';

describe('where to listen', () => {
  test.each([
    [':9464', '127.0.0.1', 9464],
    ['9464', '127.0.0.1', 9464],
    [':0', '127.0.0.1', 0],
    ['0.0.0.0:9464', '0.0.0.0', 9464],
    ['localhost:1', 'localhost', 1],
    ['[::1]:65535', '::1', 65_535],
    ['[::]:9464', '::', 9464],
    [' :9464\n', '127.0.0.1', 9464],
  ])('%j is %s and %i', (text, host, port) => {
    expect(parseListenAddress(text)).toEqual({ value: { host, port } });
  });

  test.each([
    ['', 'is no address: write for example :9464'],
    [':', 'is no address'],
    ['localhost', 'is no address'],
    ['::1:9464', 'is no address'],
    ['http://127.0.0.1:9464', 'is no address'],
    ['127.0.0.1:9464/metrics', 'is no address'],
    [':-1', 'is no address'],
    [':65536', 'is no port'],
    [':999999', 'is no port'],
  ])('%j is refused: %s', (text, problem) => {
    expect(parseListenAddress(text)).toMatchObject({ problem: expect.stringContaining(problem) });
  });
});
