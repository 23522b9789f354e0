import type { ClientOptions } from '../../src/client/client.ts';
import { createPlatform, type PlatformOptions } from '../../src/emulator/platform.ts';
import type { SimEvent, Summary } from '../../src/engine/events.ts';
import { constantPace, type Pace } from '../../src/engine/pace.ts';
import { type DeviceRun, runDevice } from '../../src/engine/run-device.ts';
import { drawn } from '../../src/engine/source.ts';
import { createMemoryOutbox } from '../../src/outbox/memory.ts';
import type { Outbox } from '../../src/outbox/outbox.ts';
import type { Transport } from '../../src/protocol/http.ts';
import type { Generators } from '../../src/readings/generator.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { received } from './platforms.ts';
import { clientOptions } from './transports.ts';

/** Readings that tell which they are: the temperature is the reading's number. */
export const counting: Generators = new Map([['temperature', ({ index }) => index]]);

/**
 * An emulated platform for runs, at a fake clock.
 * @param options.byHand only `advance` moves the clock
 */
export function emulator({ byHand = false, ...options }: PlatformOptions & { byHand?: boolean } = {}) {
  const clock = fakeClock({ byHand });
  const platform = createPlatform({ clock, ...options });
  return { clock, handle: platform.handle, received: () => received(platform) };
}

/** A run of the demo device under test. */
export interface RunUnderTest {
  readonly clock: FakeClock;
  readonly outbox: Outbox;
  /** All events so far. */
  readonly events: SimEvent[];
  /** The types of all events so far. */
  types(): string[];
  /** The events of one type. */
  of<T extends SimEvent['type']>(type: T): Extract<SimEvent, { type: T }>[];
  /** Settles with the run. */
  readonly done: Promise<Summary>;
  stop(reason?: unknown): void;
}

/** Starts a run: a reading every five seconds, or what the options say. */
export function startRun({
  send,
  clock = fakeClock(),
  count,
  generators = counting,
  pace = constantPace({ intervalMs: 5_000, count }),
  client = {},
  onEvent = () => {},
  ...options
}: {
  send: Transport;
  clock?: FakeClock;
  count?: number;
  generators?: Generators;
  pace?: Pace;
  client?: Partial<ClientOptions>;
  onEvent?: (event: SimEvent) => unknown;
} & Partial<Omit<DeviceRun, 'client' | 'emit'>>): RunUnderTest {
  const controller = new AbortController();
  const events: SimEvent[] = [];
  const outbox = options.outbox ?? createMemoryOutbox();
  const done = runDevice({
    client: clientOptions({ send, clock, ...client }),
    model: PRESETS.environment,
    source: drawn({ generators, pace }),
    stop: controller.signal,
    ...options,
    outbox,
    emit: (event) => {
      events.push(event);
      onEvent(event);
    },
  });
  done.catch(() => {}); // a test that expects the failure awaits it itself
  return {
    clock,
    outbox,
    events,
    types: () => events.map(({ type }) => type),
    of: <T extends SimEvent['type']>(type: T) =>
      events.filter((event): event is Extract<SimEvent, { type: T }> => event.type === type),
    done,
    stop: (reason) => controller.abort(reason),
  };
}
