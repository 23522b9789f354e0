import { timingSafeEqual } from 'node:crypto';
import { isLoopbackHost } from '../protocol/endpoint.ts';
import type { AccessKey } from './management/access-key.ts';

/** What a browser says of where a request comes from. */
export interface Provenance {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** The header Sec-Fetch-Site. */
  readonly fetchSite: string | undefined;
  /** Whether somebody follows a link to a page that links may lead to. @default false */
  readonly isFollowedLink?: boolean;
}

/**
 * Why a request to the emulator's own pages and APIs is refused; undefined where it is not. A page of another site
 * must not reach them through the user's browser: not by a name of its own that leads to this machine (DNS
 * rebinding: the header Host), and not by a request across sites (Origin, Sec-Fetch-Site). A link may lead here: the
 * browser shows what comes, and the other site cannot read it.
 * @param listensOn the host the emulator listens on
 */
export function refusalOf(
  { host, origin, fetchSite, isFollowedLink = false }: Provenance,
  listensOn: string,
): string | undefined {
  if (host === undefined || !isOwnHost(hostName(host), listensOn)) {
    return `the header Host, ${JSON.stringify(host ?? '')}, is not this emulator`;
  }
  if (origin !== undefined && !isSameOrigin(origin, host)) {
    return `the header Origin, ${JSON.stringify(origin)}, is another site`;
  }
  const isOtherSite = fetchSite === 'cross-site' || fetchSite === 'same-site';
  return isOtherSite && !isFollowedLink ? 'the request comes from another site' : undefined;
}

/** What a request may do that others may not. */
export interface WaysIn {
  /** See {@link Provenance}. */
  readonly isFollowedLink?: boolean;
  /** Whether other machines need the access key for it. @default true */
  readonly needsKey?: boolean;
}

/** A request, and where it came from. */
export interface Arrival extends WaysIn {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly remoteAddress: string;
}

/** Why a request to the emulator's own pages and APIs is not let in, and the status that says so. */
export interface Denial {
  readonly status: 401 | 403;
  readonly note: string;
}

/**
 * What keeps a request out; undefined where nothing does. Whoever is on this machine needs no key.
 * @param emulator the host it listens on, and its key
 */
export function denialOf(
  { headers, remoteAddress, isFollowedLink = false, needsKey = true }: Arrival,
  { host, accessKey }: { readonly host: string; readonly accessKey: AccessKey },
): Denial | undefined {
  const text = (name: string): string | undefined => headers[name]?.toString();
  const fetchSite = text('sec-fetch-site');
  const provenance = { host: text('host'), origin: text('origin'), fetchSite, isFollowedLink };
  const note = refusalOf(provenance, host);
  if (note !== undefined) return { status: 403, note };
  const isFree = !needsKey || isLoopbackHost(remoteAddress.replace(/^::ffff:/, ''));
  if (isFree || carriesKey(text('authorization'), accessKey)) return undefined;
  return { status: 401, note: 'from another machine the access key is needed, as user and password' };
}

/** Whether a browser asks for a page to show it in a window of its own, as where somebody follows a link. */
export function isNavigation(method: string, headers: Readonly<Record<string, unknown>>): boolean {
  const { 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = headers;
  return method === 'GET' && mode === 'navigate' && destination === 'document';
}

/** Whether a header Authorization carries the access key, its id as the user and its secret as the password. */
function carriesKey(header: string | undefined, { id, secret }: AccessKey): boolean {
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
