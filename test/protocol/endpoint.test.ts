import { describe, expect, it } from 'vitest';
import { DEFAULT_ENDPOINT, DEMO_PRODUCT_KEY, isLoopbackHost } from '../../src/protocol/endpoint.ts';

describe('isLoopbackHost', () => {
  it.each(['localhost', 'LocalHost', 'localhost.', '127.0.0.1', '127.8.9.255', '::1', '[::1]'])(
    'says yes to %s',
    (host) => {
      expect(isLoopbackHost(host)).toBe(true);
    },
  );

  it.each([
    'localhost.example.com',
    'notlocalhost',
    '127.0.0.1.example.com',
    'x127.0.0.1',
    '128.0.0.1',
    '0.0.0.0',
    '10.0.0.1',
    '::',
    '[::2]',
    '',
  ])('says no to %j', (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  });
});

it('is safe by default: the endpoint is remote and encrypted', () => {
  const { protocol, hostname } = new URL(DEFAULT_ENDPOINT);
  expect({ protocol, isLocal: isLoopbackHost(hostname) }).toEqual({ protocol: 'https:', isLocal: false });
});

it('gives the demo product a key that no real product can have', () => {
  expect(DEMO_PRODUCT_KEY).not.toMatch(/^[A-Za-z\d]+$/);
});
