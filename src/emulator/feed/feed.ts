import { closeSync, openSync } from 'node:fs';
import type { Clock } from '../../clock.ts';
import { SimError } from '../../errors.ts';
import type { Exchange } from '../exchange.ts';
import type { StatusChange } from '../presence.ts';
import type { Device } from '../registry/device.ts';
import { openFeedFile } from './file.ts';
import { type FeedMessage, feedMessagesOf, statusMessage } from './format.ts';
import { createForwarder } from './forward.ts';
import type { FeedSink } from './sink.ts';

/** Where an emulator passes on what it keeps, as the platform's rule engine and subscriptions do. */
export interface Feed {
  onExchange(exchange: Exchange): void;
  onStatus(change: StatusChange): void;
  /** Ends once everything is delivered or given up. */
  close(): Promise<void>;
}

/** What a feed needs of its platform. */
export interface FeedOptions {
  readonly out?: string | undefined;
  readonly forward?: string | undefined;
  readonly clock: Clock;
  readonly findDevice: (name: string) => Device | undefined;
  readonly nextMessageId: () => string;
  readonly onTrouble: (sentence: string) => void;
}

/**
 * Opens the feed; undefined where nothing is to be passed on.
 * @throws SimError FILE_UNWRITABLE where the file cannot be made
 */
export function openFeed({ out, forward, clock, ...options }: FeedOptions): Feed | undefined {
  const { findDevice, nextMessageId, onTrouble } = options;
  const sinks: FeedSink[] = [];
  if (out !== undefined) {
    makeFile(out);
    sinks.push(openFeedFile(out, { clock, onTrouble }));
  }
  if (forward !== undefined) sinks.push(createForwarder({ url: forward, clock, onTrouble }));
  if (sinks.length === 0) return undefined;
  const send = (message: FeedMessage): void => {
    for (const sink of sinks) sink.send(message);
  };
  return {
    onExchange(exchange) {
      if (exchange.message === undefined || exchange.device === undefined) return;
      const device = findDevice(exchange.device);
      if (device === undefined) return;
      for (const message of feedMessagesOf({ device, exchange, nextMessageId })) send(message);
    },
    onStatus: (change) => send(statusMessage(change, nextMessageId())),
    async close() {
      await Promise.all(sinks.map((sink) => sink.close()));
    },
  };
}

/** A path that can never work is told at the start, not in the middle of a test. */
function makeFile(path: string): void {
  try {
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new SimError('FILE_UNWRITABLE', `The feed file ${path} cannot be written (${code}).`, {
      cause: error,
    });
  }
}
