import type { Clock } from '../../clock.ts';
import { type Exchange, writeExchange } from '../exchange.ts';
import type { StatusChange } from '../presence.ts';
import { stateOf } from './device-json.ts';
import type { LiveEvents } from './shapes.ts';

/** So many may listen at a time. */
export const MOST_LISTENERS = 50;

/** So many events wait for a listener that is slow, and so many characters; then they are dropped. */
const MOST_WAITING = 1000;
const MOST_WAITING_CHARACTERS = 4 * 1024 * 1024;

/** A connection on which nothing is said looks dead to what stands between. */
const COMMENT_EVERY_MS = 15_000;

const CHANGED_EVERY_MS = 250;

/** A client that lost its connection is to try again after so long. */
const HELLO = 'retry: 1000\n\n';
const COMMENT = ':\n\n';

/** Tells whoever listens what happens, as `text/event-stream`. */
export interface Live {
  onExchange(exchange: Exchange): void;
  onStatus(change: StatusChange): void;
  onChange(): void;
  /**
   * Begins to listen; undefined where too many do.
   * @param device `productKey/deviceName` of the device whose exchanges are told; of none without it
   */
  listen(device: string | undefined): Listening | undefined;
  /** How many listen. */
  countListeners(): number;
}

/** What one listener is sent. */
export interface Listening {
  readonly text: AsyncIterable<string>;
  /** Ends the text. */
  readonly stop: () => void;
}

interface Listener {
  readonly device: string | undefined;
  waiting: string[];
  /** How many characters are waiting. */
  size: number;
  isStopped: boolean;
  /** Goes on with the text. */
  wake: () => void;
}

/** Makes a hub to which nobody listens. @param stop aborts when the emulator closes */
export function createLive({ clock, stop }: { clock: Clock; stop: AbortSignal }): Live {
  const listeners = new Set<Listener>();
  let isTelling = false;
  let isChanged = false;
  /** Ends the comments once nobody listens. */
  let comments = new AbortController();

  const tell = (text: string, isMeant: (listener: Listener) => boolean = () => true): void => {
    for (const listener of listeners) if (isMeant(listener)) send(listener, text);
  };

  const comment = async (signal: AbortSignal): Promise<void> => {
    for (;;) {
      await clock.sleep(COMMENT_EVERY_MS, signal);
      tell(COMMENT, ({ waiting }) => waiting.length === 0);
    }
  };

  const tellChange = async (): Promise<void> => {
    isTelling = true;
    while (isChanged && !stop.aborted) {
      isChanged = false;
      tell(eventText('changed', '{}'));
      await clock.sleep(CHANGED_EVERY_MS, stop).catch(() => {});
    }
    isTelling = false;
  };

  return {
    onExchange(exchange) {
      const { device } = exchange;
      if (listeners.size === 0 || device === undefined) return;
      let text: string | undefined;
      for (const listener of listeners) {
        if (listener.device !== device) continue;
        text ??= eventText('exchange', writeExchange(exchange));
        send(listener, text);
      }
    },
    onStatus({ device }) {
      if (listeners.size === 0) return;
      const { productKey, deviceName } = device.triple;
      const status: LiveEvents['status'] = { productKey, deviceName, state: stateOf(device) };
      tell(eventText('status', JSON.stringify(status)));
    },
    onChange() {
      if (listeners.size === 0) return;
      isChanged = true;
      if (!isTelling) void tellChange();
    },
    listen(device) {
      if (listeners.size >= MOST_LISTENERS) return undefined;
      const listener: Listener = { device, waiting: [], size: 0, isStopped: false, wake: () => {} };
      listeners.add(listener);
      if (listeners.size === 1) {
        comments = new AbortController();
        void comment(comments.signal).catch(() => {}); // ends when nobody listens any more
      }
      const end = (): void => {
        if (!listeners.delete(listener)) return;
        listener.isStopped = true;
        listener.wake();
        if (listeners.size === 0) comments.abort();
      };
      return { text: textOf(listener), stop: end };
    },
    countListeners: () => listeners.size,
  };
}

function eventText(name: keyof LiveEvents, data: string): string {
  return `event: ${name}\ndata: ${data}\n\n`;
}

/** A listener for whom too much waits is told that it missed something, and what comes from then on. */
function send(listener: Listener, text: string): void {
  const { waiting } = listener;
  const isFull = waiting.length >= MOST_WAITING || listener.size + text.length > MOST_WAITING_CHARACTERS;
  if (isFull) {
    listener.waiting = [eventText('gap', '{}')];
    listener.size = 0;
  }
  listener.waiting.push(text);
  listener.size += text.length;
  listener.wake();
}

async function* textOf(listener: Listener): AsyncGenerator<string> {
  yield HELLO;
  while (!listener.isStopped) {
    const { waiting } = listener;
    listener.waiting = [];
    listener.size = 0;
    if (waiting.length > 0) yield waiting.join('');
    else
      await new Promise<void>((resolve) => {
        listener.wake = resolve;
      });
  }
}
