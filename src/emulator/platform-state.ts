import type { Clock } from '../clock.ts';
import { createRandom, randomSeed } from '../random.ts';
import { createFaults } from './faults/faults.ts';
import { createHistory, HISTORY } from './history.ts';
import type { Kept } from './kept.ts';
import { createLog, LOG } from './log.ts';
import { createPlatformIds } from './message-id.ts';
import { createPresence, type StatusChange } from './presence.ts';
import { createRateLimit } from './rate-limit.ts';
import { createRegistry } from './registry/registry.ts';
import { removalOf } from './removals.ts';
import type { EmulatorSettings, PlatformState } from './state.ts';
import { keepOrUndo } from './store/keep-or-undo.ts';
import { createRetention, type RetentionLimits } from './store/retention.ts';
import { createTokens } from './tokens.ts';

const MB = 1024 * 1024;

/** What is kept of values and exchanges, in characters: some 100 for a reading of two values, some 500 for its exchange. */
const RETENTION: Readonly<Record<'memory' | 'disk', { history: RetentionLimits; log: RetentionLimits }>> = {
  memory: {
    history: { perShelf: 16 * MB, total: 64 * MB },
    log: { perShelf: 4 * MB, total: 32 * MB },
  },
  disk: {
    history: { perShelf: 64 * MB, total: 4096 * MB },
    log: { perShelf: 32 * MB, total: 1024 * MB },
  },
};

/** Puts together what the answering functions share. */
export function createPlatformState(
  kept: Kept,
  {
    machineClock,
    settings,
    onStatus,
    onChange,
  }: {
    machineClock: Clock;
    settings: EmulatorSettings;
    onStatus: (change: StatusChange) => void;
    onChange: () => void;
  },
): PlatformState {
  const { store, nextSeq } = kept;
  const clock: Clock = { ...machineClock, now: () => machineClock.now() + settings.clockOffsetMs };
  const limits = RETENTION[store.isKept ? 'disk' : 'memory'];
  const historyRetention = createRetention(kept, { ...limits.history, range: HISTORY });
  const logRetention = createRetention(kept, { ...limits.log, range: LOG });
  const history = createHistory(kept, historyRetention);
  const log = createLog(store, logRetention);
  const presence = createPresence();
  const faults = createFaults({ random: createRandom(randomSeed()), now: machineClock.now });
  const registry = createRegistry({
    store,
    now: clock.now,
    registered: kept,
    onChange,
    onRemove(devices) {
      const removals = devices.map(({ triple }) => removalOf(triple, nextSeq()));
      const revoked = devices.map((device) => tokens.revoke(device));
      return {
        changes: [...removals.map(({ begin }) => begin), ...revoked.flatMap(({ changes }) => changes)],
        undo() {
          for (const { undo } of revoked) undo();
        },
        async finish() {
          for (const device of devices) {
            const status = presence.leave(device, clock.now());
            if (status) onStatus(status);
          }
          for (const { triple } of devices) {
            await history.removeDevice(triple);
            await log.removeDevice(triple);
          }
          await store.write(removals.map(({ end }) => end));
        },
      };
    },
  });
  const tokens = createTokens(registry, kept.tokens);

  return {
    settings,
    clock,
    store,
    registry,
    tokens,
    presence,
    history,
    log,
    faults,
    rates: createRateLimit(),
    nextSeq,
    nextMessageId: createPlatformIds(),
    async keep(exchange, changes, samples = []) {
      const entry = log.put(exchange);
      await store.write([...changes, ...samples.map(({ change }) => change), entry]);
      log.written(entry);
      if (exchange.device !== undefined) history.written(exchange.device, samples);
    },
    async forgetAll() {
      const removal = removalOf(undefined, nextSeq());
      const revoked = tokens.revoke(undefined);
      const cleared = registry.clear();
      presence.clear();
      await keepOrUndo(store, [...cleared.changes, ...revoked.changes, removal.begin], () => {
        cleared.undo();
        revoked.undo();
        for (const { productKey } of registry.products()) {
          for (const device of registry.devices(productKey)) device.isOnline = false; // as presence has it now
        }
      });
      faults.clear();
      history.clear();
      for (const retention of [historyRetention, logRetention]) retention.removed('');
      for (const range of [HISTORY, LOG]) await store.remove(range);
      await store.write([removal.end]);
    },
  };
}
