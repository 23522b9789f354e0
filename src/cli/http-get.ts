import { get as getPlain, type IncomingMessage } from 'node:http';
import { get as getSecure } from 'node:https';
import { rootCertificates } from 'node:tls';

/** How to get something. */
interface GetOptions {
  /** Further certificate authorities to trust, PEM. */
  readonly ca: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Silence of this length ends it. @default none does */
  readonly silenceMs?: number;
}

/** Gets what is at an address; resolves once the answer begins, with a body that is still to be read. */
export function httpGet(url: string, { ca, signal, silenceMs = 0 }: GetOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = { timeout: silenceMs, ...(signal === undefined ? {} : { signal }) };
    const request = url.startsWith('https:')
      ? getSecure(url, { ...options, ...(ca === undefined ? {} : { ca: [...rootCertificates, ...ca] }) })
      : getPlain(url, options);
    request.on('response', resolve);
    request.on('timeout', () => request.destroy(Object.assign(new Error('silence'), { code: 'ETIMEDOUT' })));
    request.on('error', reject);
  });
}
