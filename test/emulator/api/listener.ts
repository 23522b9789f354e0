import { get } from 'node:http';
import { expect, onTestFinished } from 'vitest';

/** One event as it was sent. */
export interface Heard {
  readonly name: string;
  readonly data: Record<string, unknown>;
}

/** Takes the events out of a text of an event stream; comments and `retry` are no events. */
export function eventsIn(text: string): Heard[] {
  return [...text.matchAll(/^event: (\w+)\ndata: ([^\n]*)\n\n/gm)].map(([, name = '', data = '']) => ({
    name,
    data: JSON.parse(data),
  }));
}

/** Listens to an emulator's events until the test is over; resolves once it is let in. */
export function listenTo(url: string, query = '') {
  const stopping = new AbortController();
  onTestFinished(() => stopping.abort());
  let text = '';
  return new Promise<{
    readonly status: number;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly text: () => string;
    readonly events: () => Heard[];
    /** Resolves once there are so many events; gives them. */
    readonly hears: (count: number) => Promise<Heard[]>;
    readonly stop: () => void;
    /** Resolves when the emulator ends it. */
    readonly ended: Promise<void>;
  }>((resolve, reject) => {
    const options = { signal: stopping.signal, agent: false };
    const request = get(`${url}/_emulator/events${query}`, options, (response) => {
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('error', () => {}); // 'close' follows
      const events = (): Heard[] => eventsIn(text);
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        text: () => text,
        events,
        async hears(count) {
          await expect.poll(() => events().length, { timeout: 5000 }).toBeGreaterThanOrEqual(count);
          return events();
        },
        stop: () => stopping.abort(),
        ended: new Promise((end) => response.on('close', end)),
      });
    });
    request.on('error', reject);
  });
}
