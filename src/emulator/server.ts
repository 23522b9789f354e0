import { setMaxListeners } from 'node:events';
import type { Server } from 'node:http';
import { systemClock } from '../clock.ts';
import { SimError } from '../errors.ts';
import type { DeviceTriple } from '../protocol/topic.ts';
import { DEFAULT_EMULATOR_HOST, DEFAULT_EMULATOR_PORT } from './address.ts';
import { createLive } from './api/live.ts';
import { DEMO_DEVICE } from './demo.ts';
import { type Feed, openFeed } from './feed/feed.ts';
import { createHttpApp, type HttpApp } from './http-app.ts';
import type { AccessKey } from './management/management.ts';
import { openPlatform, type Platform, type PlatformOptions } from './platform.ts';

/** The key of the management API when nobody gives another: as well known as the demo device. */
export const DEFAULT_ACCESS_KEY: AccessKey = { id: 'iot-sim', secret: 'iot-sim' };

/** How often devices are looked through for those that have been silent for too long. */
const SWEEP_MS = 5000;

/** How often it is tried to listen again, where another program took the port meanwhile. */
const LISTEN_AGAIN_MS = 1000;

/** Why a server cannot listen, beside another that does. */
const LISTEN_CAUSES: Readonly<Record<string, string>> = {
  EACCES: 'Ports below 1024 are for the system’s own services.',
  EADDRNOTAVAIL: 'This machine has no such address.',
  ENOTFOUND: 'There is no host of that name.',
};

/** How an emulator differs from its defaults. */
export interface EmulatorOptions extends PlatformOptions {
  /** 0 for any free one. @default 8180 */
  readonly port?: number | undefined;
  /** @default '127.0.0.1' */
  readonly host?: string | undefined;
  /** PEM texts; with them it speaks HTTPS. @default plain HTTP */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** For the management API. @default iot-sim, iot-sim */
  readonly accessKey?: AccessKey | undefined;
  /** A file to which every forwarded message is appended, one JSON object a line. */
  readonly out?: string | undefined;
  /** An address to which every forwarded message is posted. */
  readonly forward?: string | undefined;
  /** Told in a sentence when messages cannot be forwarded, and when they can again. */
  readonly onTrouble?: ((sentence: string) => void) | undefined;
}

/** A running emulator. */
export interface Emulator extends Platform {
  /** `http://host:port`, to be given as a device's endpoint. */
  readonly url: string;
  /** The built-in device. */
  readonly device: DeviceTriple;
  /** Stops listening for a while; connections are closed. */
  refuse(forMs: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts an emulated platform that listens for devices.
 * @throws SimError PORT_UNAVAILABLE, DATA_IN_USE, DATA_UNUSABLE, TSL_INVALID
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port = DEFAULT_EMULATOR_PORT, host = DEFAULT_EMULATOR_HOST, clock = systemClock } = options;
  const { onTrouble = () => {} } = options;
  // One address: for `localhost` the framework would open a second server, which nobody could pause.
  const address = host === 'localhost' ? DEFAULT_EMULATOR_HOST : host;
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  let feed: Feed | undefined;
  const live = createLive({ clock, stop: stopping.signal });
  const watched: PlatformOptions = {
    ...options,
    onExchange(exchange) {
      options.onExchange?.(exchange);
      feed?.onExchange(exchange);
      live.onExchange(exchange);
    },
    onStatus(change) {
      options.onStatus?.(change);
      feed?.onStatus(change);
      live.onStatus(change);
    },
    onChange() {
      options.onChange?.();
      live.onChange();
    },
  };
  const platform = await openPlatform(watched);
  let opened: HttpApp | undefined;
  try {
    feed = openFeed({
      out: options.out,
      forward: options.forward,
      clock,
      findDevice: platform.findDevice,
      nextMessageId: platform.nextMessageId,
      onTrouble,
    });
    opened = createHttpApp({
      platform,
      host,
      accessKey: options.accessKey ?? DEFAULT_ACCESS_KEY,
      now: clock.now,
      tls: options.tls,
      stop: stopping.signal,
      live,
      onRefused: ({ path, note, code }) => platform.refused(path, note, code),
      onRefuse: (forMs) => void refuse(forMs),
    });
    await opened.app.listen({ port, host: address }).catch((error) => {
      throw portUnavailable(error, host, port);
    });
  } catch (error) {
    await opened?.app.close();
    await feed?.close();
    await platform.close();
    throw error;
  }
  const { app, connections } = opened;
  const bound = app.server.address();
  const boundPort = typeof bound === 'object' && bound !== null ? bound.port : port;

  /** Devices that are silent go offline even where nobody asks. */
  const sweep = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(SWEEP_MS, stopping.signal);
      await platform.sweep().catch((error: Error) => {
        onTrouble(`What devices are offline cannot be kept (${error.message}).`);
      });
    }
  };
  const sweeping = sweep().catch(() => {}); // ends when the emulator closes

  let pause: Promise<void> | undefined;
  const refuse = async (forMs: number): Promise<void> => {
    pause ??= withoutListening(forMs)
      .catch((error) => {
        if (!stopping.signal.aborted) throw error;
      })
      .finally(() => {
        pause = undefined;
      });
    await pause;
  };

  /** Closes the door and all connections, waits, and opens it again. */
  const withoutListening = async (forMs: number): Promise<void> => {
    const closed = new Promise((resolve) => app.server.close(resolve));
    connections.destroyAll();
    await closed;
    await clock.sleep(forMs, stopping.signal);
    for (let isTold = false; ; isTold = true) {
      try {
        await listen(app.server, { port: boundPort, host: address });
        return;
      } catch (error) {
        const { message } = portUnavailable(error, host, boundPort);
        if (!isTold) onTrouble(`${message} It is tried again every second.`);
        await clock.sleep(LISTEN_AGAIN_MS, stopping.signal);
      }
    }
  };

  return {
    ...platform,
    url: `${options.tls ? 'https' : 'http'}://${reachableHost(host)}:${boundPort}`,
    device: DEMO_DEVICE,
    refuse,
    async close() {
      stopping.abort();
      await Promise.all([sweeping, pause]);
      connections.refuseAll();
      await app.close();
      await feed?.close();
      await platform.close();
    },
  };
}

function listen(server: Server, address: { port: number; host: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** A host as a URL has it; every address of this machine is reached by its own. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function portUnavailable(error: unknown, host: string, port: number): SimError {
  const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
  const likely = LISTEN_CAUSES[reason];
  return new SimError('PORT_UNAVAILABLE', `Cannot listen on ${host}:${port} (${reason}).`, {
    cause: error,
    ...(likely === undefined ? {} : { likely, hint: 'Check --host and --port.' }),
  });
}
