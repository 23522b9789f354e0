import { type Parsed, parsePort } from './parse-text.ts';

/** Where to listen. */
export interface ListenAddress {
  /** A name or an address, without brackets. */
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
}

/** Where nobody says it: this machine alone. */
const LOOPBACK = '127.0.0.1';

/** Reads where to listen: `:9464` or `9464` on this machine alone, `0.0.0.0:9464`, `[::1]:9464`. */
export function parseListenAddress(text: string): Parsed<ListenAddress> {
  const [, inBrackets, plain = '', portText] =
    /^(?:\[([\da-f:.%\w]+)\]:|([\w.-]*):)?(\d+)$/i.exec(text.trim()) ?? [];
  if (portText === undefined) {
    return { problem: `${JSON.stringify(text)} is no address: write for example :9464 or 0.0.0.0:9464` };
  }
  const port = parsePort(portText);
  if ('problem' in port) return port;
  return { value: { host: inBrackets ?? (plain === '' ? LOOPBACK : plain), port: port.value } };
}
