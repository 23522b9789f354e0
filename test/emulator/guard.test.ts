import { describe, expect, test } from 'vitest';
import { isNavigation, refusalOf } from '../../src/emulator/guard.ts';

const hostOnly = (host: string | undefined) => ({ host, origin: undefined, fetchSite: undefined });

/** Host headers, and whether they are let through on 127.0.0.1, and with --host 0.0.0.0. */
const HOSTS: [host: string | undefined, onLoopback: boolean, onAll: boolean][] = [
  ['127.0.0.1:8180', true, true],
  ['127.0.0.1', true, true],
  ['127.8.9.10:8180', true, true],
  ['localhost:8180', true, true],
  ['LocalHost:8180', true, true],
  ['localhost.:8180', true, true],
  ['platform.localhost:8180', true, true],
  ['[::1]:8180', true, true],
  ['[::1]', true, true],
  ['192.168.0.7:8180', false, true],
  ['[fe80::1]:8180', false, true],
  ['0.0.0.0:8180', false, true],
  ['emulator:8180', false, true],
  ['my_container-1', false, true],
  ['evil.example', false, false],
  ['evil.example:8180', false, false],
  ['localhost.evil.example', false, false],
  ['127.0.0.1.evil.example', false, false],
  ['notlocalhost.example:8180', false, false],
  ['1.2.3.4.5', false, false],
  ['', false, false],
  [undefined, false, false],
];

describe('by the header Host', () => {
  test.each(HOSTS)(
    '%j is let through on loopback: %j, with --host 0.0.0.0: %j',
    (host, onLoopback, onAll) => {
      for (const listensOn of ['127.0.0.1', 'localhost', '::1']) {
        expect(refusalOf(hostOnly(host), listensOn) === undefined, listensOn).toBe(onLoopback);
      }
      for (const listensOn of ['0.0.0.0', '::']) {
        expect(refusalOf(hostOnly(host), listensOn) === undefined, listensOn).toBe(onAll);
      }
    },
  );

  test('the name that was given with --host is let through, and no other name', () => {
    expect(refusalOf(hostOnly('Emulator.Example.com:80'), 'emulator.example.com')).toBeUndefined();
    expect(refusalOf(hostOnly('other.example.com:80'), 'emulator.example.com')).toContain(
      'other.example.com',
    );
  });

  test('a refusal names what came', () => {
    expect(refusalOf(hostOnly('evil.example'), '127.0.0.1')).toBe(
      'the header Host, "evil.example", is not this emulator',
    );
  });
});

describe('by where a browser’s request comes from', () => {
  const host = 'localhost:8180';

  test.each<[origin: string | undefined, fetchSite: string | undefined, isAllowed: boolean]>([
    [undefined, undefined, true],
    [undefined, 'none', true],
    [undefined, 'same-origin', true],
    ['http://localhost:8180', 'same-origin', true],
    ['https://localhost:8180', undefined, true],
    ['http://localhost:8181', 'same-site', false],
    ['http://localhost:8181', undefined, false],
    ['http://localhost', undefined, false],
    ['http://127.0.0.1:8180', undefined, false],
    ['null', undefined, false],
    ['', undefined, false],
    ['http://evil.example', 'cross-site', false],
    ['http://localhost:8180.evil.example', undefined, false],
    [undefined, 'cross-site', false],
    [undefined, 'same-site', false],
    ['http://localhost:8180', 'cross-site', false],
  ])('Origin %j and Sec-Fetch-Site %j: %j', (origin, fetchSite, isAllowed) => {
    for (const listensOn of ['127.0.0.1', '0.0.0.0']) {
      expect(refusalOf({ host, origin, fetchSite }, listensOn) === undefined).toBe(isAllowed);
    }
  });

  test('an Origin is compared without regard to the case of the host', () => {
    const provenance = { host: 'LOCALHOST:8180', origin: 'http://localhost:8180', fetchSite: undefined };
    expect(refusalOf(provenance, '127.0.0.1')).toBeUndefined();
  });
});

describe('by a link that somebody follows', () => {
  const host = 'localhost:8180';

  test.each<[fetchSite: string | undefined, origin: string | undefined, isAllowed: boolean]>([
    ['cross-site', undefined, true],
    ['same-site', undefined, true],
    ['none', undefined, true],
    ['cross-site', 'https://other.example', false],
  ])('from %j, with the Origin %j: %j', (fetchSite, origin, isAllowed) => {
    const provenance = { host, origin, fetchSite, isFollowedLink: true };
    expect(refusalOf(provenance, '127.0.0.1') === undefined).toBe(isAllowed);
  });

  test('a foreign name is refused nevertheless', () => {
    const provenance = { host: 'evil.example', origin: undefined, fetchSite: 'none', isFollowedLink: true };
    expect(refusalOf(provenance, '127.0.0.1')).toContain('evil.example');
  });

  test.each<[method: string, mode: string | undefined, destination: string | undefined, isOne: boolean]>([
    ['GET', 'navigate', 'document', true],
    ['GET', 'navigate', 'iframe', false],
    ['GET', 'navigate', 'object', false],
    ['GET', 'cors', 'empty', false],
    ['GET', 'no-cors', 'script', false],
    ['GET', undefined, undefined, false],
    ['HEAD', 'navigate', 'document', false],
    ['POST', 'navigate', 'document', false],
  ])('which %s of mode %j for %j is: %j', (method, mode, destination, isOne) => {
    const headers = { 'sec-fetch-mode': mode, 'sec-fetch-dest': destination };
    expect(isNavigation(method, headers)).toBe(isOne);
  });
});
