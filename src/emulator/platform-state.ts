import type { Clock } from '../clock.ts';
import { createRandom, randomSeed } from '../random.ts';
import { createFaults } from './faults/faults.ts';
import { createHistory } from './history.ts';
import type { Kept } from './kept.ts';
import { createLog } from './log.ts';
import { createPlatformIds } from './message-id.ts';
import { createPresence, type StatusChange } from './presence.ts';
import { createRateLimit } from './rate-limit.ts';
import { createRegistry } from './registry/registry.ts';
import type { EmulatorSettings, PlatformState } from './state.ts';
import { createRetention, type RetentionLimits } from './store/retention.ts';
import type { KeyRange } from './store/store.ts';
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

/** Everything that is kept but how it is kept. */
const ALL: readonly KeyRange[] = ['product', 'device', 'token', 'history', 'log'].map((name) => ({
  from: `${name}/`,
  to: `${name}0`,
}));

/** Puts together what the answering functions share. */
export function createPlatformState(
  kept: Kept,
  {
    machineClock,
    settings,
    onStatus,
  }: { machineClock: Clock; settings: EmulatorSettings; onStatus: (change: StatusChange) => void },
): PlatformState {
  const { store, nextSeq } = kept;
  const clock: Clock = { ...machineClock, now: () => machineClock.now() + settings.clockOffsetMs };
  const limits = RETENTION[store.isKept ? 'disk' : 'memory'];
  const historyRetention = createRetention(kept, limits.history);
  const logRetention = createRetention(kept, limits.log);
  const history = createHistory(kept, historyRetention);
  const log = createLog(store, logRetention);
  const presence = createPresence();
  const faults = createFaults({ random: createRandom(randomSeed()), now: machineClock.now });
  const registry = createRegistry({
    store,
    now: clock.now,
    registered: kept,
    async onRemove(device) {
      const status = presence.leave(device, clock.now());
      if (status) onStatus(status);
      await store.write(tokens.revoke(device).changes);
      await history.removeDevice(device.triple);
      await log.removeDevice(device.triple);
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
    async keep(exchange, changes, values = []) {
      const entry = log.put(exchange);
      await store.write([...changes, entry]);
      log.written(entry);
      if (exchange.device !== undefined) history.written(exchange.device, values, changes);
    },
    async forgetAll() {
      for (const part of [faults, registry, presence, history]) part.clear();
      tokens.revoke(undefined);
      for (const retention of [historyRetention, logRetention]) retention.removed('');
      for (const range of ALL) await store.remove(range);
    },
  };
}
