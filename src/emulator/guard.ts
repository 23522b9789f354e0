import { timingSafeEqual } from 'node:crypto';
import { isLoopbackHost } from '../protocol/endpoint.ts';
import type { AccessKey } from './management/access-key.ts';

/** What a browser says of where a request comes from. */
export interface Provenance {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** The header Sec-Fetch-Site. */
  readonly fetchSite: string | undefined;
}

/**
 * Why a request to the emulator's own pages and APIs is refused; undefined where it is not. A page of another site
 * must not reach them through the user's browser: not by a name of its own that leads to this machine (DNS
 * rebinding: the header Host), and not by a request across sites (Origin, Sec-Fetch-Site).
 * @param listensOn the host the emulator listens on
 */
export function refusalOf({ host, origin, fetchSite }: Provenance, listensOn: string): string | undefined {
  if (host === undefined || !isOwnHost(hostName(host), listensOn)) {
    return `the header Host, ${JSON.stringify(host ?? '')}, is not this emulator`;
  }
  if (origin !== undefined && !isSameOrigin(origin, host)) {
    return `the header Origin, ${JSON.stringify(origin)}, is another site`;
  }
  if (fetchSite === 'cross-site' || fetchSite === 'same-site') return 'the request comes from another site';
  return undefined;
}

/** Whether a header Authorization carries the access key, its id as the user and its secret as the password. */
export function carriesKey(header: string | undefined, { id, secret }: AccessKey): boolean {
  const expected = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  const [given, wanted] = [Buffer.from(header ?? ''), Buffer.from(expected)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/**
 * Names that no site outside can have: those of this machine, the one the emulator was told to listen on and, where it
 * listens to other machines, addresses and names without a dot, as containers have.
 */
function isOwnHost(name: string, listensOn: string): boolean {
  if (isLoopbackHost(name) || name.endsWith('.localhost') || name === listensOn.toLowerCase()) return true;
  return !isLoopbackHost(listensOn) && (isAddress(name) || /^[a-z\d][a-z\d_-]*$/.test(name));
}

function isSameOrigin(origin: string, host: string): boolean {
  const own = host.toLowerCase();
  return origin === `http://${own}` || origin === `https://${own}`;
}

/** A Host header without its port, in lower case. */
function hostName(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1');
}

function isAddress(name: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(name) || name.includes(':');
}
