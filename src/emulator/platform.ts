import { type Clock, systemClock } from '../clock.ts';
import { SimError } from '../errors.ts';
import { formatIssues } from '../issues.ts';
import type { Transport } from '../protocol/http.ts';
import { LIMITS } from '../protocol/limits.ts';
import { readDeviceText } from '../protocol/topic.ts';
import { parseThingModel } from '../tsl/parse.ts';
import { type DemoOptions, ensureDemo } from './demo.ts';
import type { Exchange, Message } from './exchange.ts';
import type { Faults } from './faults/faults.ts';
import { createHandle } from './handle.ts';
import type { History } from './history.ts';
import { type Kept, keepInMemory, openKept, orClose } from './kept.ts';
import type { Log, LogQuery } from './log.ts';
import { createPlatformState } from './platform-state.ts';
import type { StatusChange } from './presence.ts';
import type { Device } from './registry/device.ts';
import type { Registry } from './registry/registry.ts';
import { createResponder, type Responder } from './respond.ts';
import type { EmulatorSettings } from './state.ts';
import { exportState } from './state-file/export.ts';
import { keepOrUndo } from './store/keep-or-undo.ts';

/** How an emulated platform differs from its defaults. */
export interface PlatformOptions extends DemoOptions {
  /** Life of a token in milliseconds. @default 7 days */
  readonly tokenTtlMs?: number | undefined;
  /** Messages a second that a device may send; the platform's own limit is 30. @default no limit */
  readonly rateLimit?: number | undefined;
  /** The folder that keeps everything. @default all is in memory and ends with the process */
  readonly data?: string | undefined;
  /** The text of an exported state, to begin with. @default nothing but the demo product */
  readonly state?: string | undefined;
  readonly clock?: Clock | undefined;
  /** Told of every request, once it is answered. */
  readonly onExchange?: ((exchange: Exchange) => void) | undefined;
  /** Told of every device that comes online or goes offline. */
  readonly onStatus?: ((change: StatusChange) => void) | undefined;
  /** Told whenever products, their thing models or devices were changed by somebody, not by the devices themselves. */
  readonly onChange?: (() => void) | undefined;
}

/** A publish that was answered with code 0. */
export type Taken = Exchange & { readonly message: Message };

/** The history, to be read. */
export type HistoryView = Pick<History, 'values' | 'series' | 'latest'>;

/** The log, to be read. */
export type LogView = Pick<Log, 'exchanges' | 'search'>;

/** The registry, but for what keeps it together with the rest. */
export type RegistryView = Omit<Registry, 'changeDevice' | 'keepDevices' | 'settled' | 'clear'>;

/** The platform, without a socket. */
export interface Platform {
  /** Answers a request of a device; `headers` in any case. Rejects where a fault resets the connection. */
  readonly handle: Transport;
  /** The same for a server: names of headers are in lower case, and a fault is told and not thrown. */
  readonly respond: Responder;
  readonly registry: RegistryView;
  readonly history: HistoryView;
  readonly log: LogView;
  readonly faults: Faults;
  /** May be changed at any time. */
  readonly settings: EmulatorSettings;
  /** The platform's clock, with its offset. */
  readonly clock: Clock;
  /** Of a name `productKey/deviceName`. */
  findDevice(name: string): Device | undefined;
  /** The next id of a message, greater than all before. */
  nextMessageId(): string;
  /** Tells whoever watches of a request that never reached the platform, and the code it was answered with. */
  refused(path: string, note: string, code?: number): void;
  /** The publishes that were taken, in their order. */
  messages(query?: LogQuery): Promise<Taken[]>;
  /** Gives a device a remark name, and lets it use the platform or not; one that may not is offline. */
  changeDevice(device: Device, changes: Partial<Pick<Device, 'isEnabled' | 'nickname'>>): Promise<void>;
  /** Makes tokens unknown, of one device or of all; gives how many. */
  revokeTokens(device?: Device): Promise<number>;
  /** Takes devices offline that have been silent for too long. */
  sweep(): Promise<void>;
  /** Forgets everything and begins again with the demo product and its devices, without faults. */
  reset(): Promise<void>;
  /** Everything that is kept as one JSON object, in pieces. It holds secrets. */
  exportState(): AsyncIterable<string>;
  close(): Promise<void>;
}

/**
 * Makes a platform that begins with the demo product and ends with the process.
 * @throws SimError TSL_INVALID
 */
export function createPlatform(options: Omit<PlatformOptions, 'data' | 'state'> = {}): Platform {
  checkTsl(options.tsl);
  const { platform, isReady } = build(options, keepInMemory());
  void isReady; // in memory all is done at once
  return platform;
}

/**
 * Makes a platform on what a folder or a file of state keeps.
 * @throws SimError DATA_IN_USE, DATA_NOT_EMPTY, DATA_UNUSABLE, STATE_INVALID, TSL_INVALID
 */
export async function openPlatform(options: PlatformOptions = {}): Promise<Platform> {
  checkTsl(options.tsl);
  const kept = await openKept(options);
  return orClose({ store: kept.store, folder: options.data ?? 'in memory' }, async () => {
    const { platform, isReady } = build(options, kept);
    await isReady;
    return platform;
  });
}

function build(
  options: Omit<PlatformOptions, 'data' | 'state'>,
  kept: Kept,
): { platform: Platform; isReady: Promise<void> } {
  const { tsl, mode, devices } = options;
  const onExchange = (exchange: Exchange): void => options.onExchange?.(exchange);
  const onStatus = (change: StatusChange): void => options.onStatus?.(change);
  const onChange = (): void => options.onChange?.();
  const startSettings: EmulatorSettings = {
    tokenTtlMs: Math.ceil(options.tokenTtlMs ?? LIMITS.tokenLifeMs),
    rateLimit: options.rateLimit,
    clockOffsetMs: 0,
    signsEveryField: false,
    revokesEarlierTokens: false,
  };
  const state = createPlatformState(kept, {
    machineClock: options.clock ?? systemClock,
    settings: { ...startSettings },
    onStatus,
    onChange,
  });
  const { settings, clock, store, registry, tokens, presence, history, log, faults } = state;
  const respond = createResponder(state, { onExchange, onStatus });
  const begin = (): Promise<void> => ensureDemo(registry, { tsl, mode, devices }, clock.now());
  /** Devices that went offline when that could not be kept. */
  const unkept = new Set<Device>();
  let resetting: Promise<void> = Promise.resolve();

  const resetNow = async (): Promise<void> => {
    await registry.settled();
    const before = { ...settings };
    Object.assign(settings, startSettings);
    try {
      // In one turn, which is one write: the new beginning is kept, or all is as it was.
      await Promise.all([state.forgetAll(), begin()]);
      onChange(); // once more: log and history are empty only now
    } catch (error) {
      Object.assign(settings, before);
      throw error;
    }
  };

  const platform: Platform = {
    respond,
    registry,
    history,
    log,
    faults,
    settings,
    clock,
    handle: createHandle(respond),
    findDevice(name) {
      const identity = readDeviceText(name);
      return identity && registry.device(identity.productKey, identity.deviceName);
    },
    nextMessageId: () => state.nextMessageId(clock.now()),
    refused(path, note, code) {
      const at = clock.now();
      onExchange({ seq: state.nextSeq(), at, path, device: undefined, code, notes: [note] });
    },
    async messages(query) {
      const exchanges = await log.exchanges(query);
      return exchanges.filter((exchange): exchange is Taken => exchange.message !== undefined);
    },
    async changeDevice(device, changes) {
      const nowMs = clock.now();
      const goesOffline = changes.isEnabled === false && device.isOnline;
      await registry.changeDevice(device, { ...changes, ...(goesOffline ? { offlineAtMs: nowMs } : {}) });
      const status = goesOffline ? presence.leave(device, nowMs) : undefined;
      if (status) onStatus(status);
    },
    async revokeTokens(device) {
      const { count, changes, undo } = tokens.revoke(device);
      await keepOrUndo(store, changes, undo);
      return count;
    },
    async sweep() {
      const changes = presence.sweep(clock.now());
      for (const { device } of changes) unkept.add(device);
      const devices = [...unkept];
      try {
        if (devices.length > 0) await registry.keepDevices(devices);
        for (const device of devices) unkept.delete(device);
      } finally {
        for (const change of changes) onStatus(change);
      }
    },
    reset() {
      resetting = resetting.catch(() => {}).then(resetNow); // whoever asked for the one before was told
      return resetting;
    },
    exportState: () => exportState(store),
    close: () => store.close(),
  };
  return { platform, isReady: begin() };
}

/** @throws SimError TSL_INVALID */
function checkTsl(tsl: string | undefined): void {
  const parsed = tsl === undefined ? undefined : parseThingModel(tsl);
  if (parsed === undefined || 'model' in parsed) return;
  throw new SimError('TSL_INVALID', `The TSL is no thing model:\n${formatIssues(parsed.issues)}`);
}
