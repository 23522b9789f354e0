import { parentPort, workerData } from 'node:worker_threads';
import { encodeReport } from '../../engine/fleet/report/report-json.ts';
import { SimError } from '../../errors.ts';
import { threadIo } from '../process-io.ts';
import { resolveFlags } from '../resolve-flags.ts';
import { readFleetFlags } from './fleet-flags.ts';
import { outboxOver } from './outbox-port.ts';
import { prepareFleet } from './prepare-fleet.ts';
import { encodeError, type FromThread, type ThreadTask, type ToThread } from './thread-messages.ts';

/** What runs in a thread of a fleet: its share of the devices, as the program does it with all of them. */
async function run(
  { flags, seed, startAtMs, worker, workers, outbox: port }: ThreadTask,
  tell: (message: FromThread) => void,
) {
  const stop = new AbortController();
  const io = threadIo(stop.signal);
  const started = new Promise<void>((start) => {
    parentPort?.on('message', (message: ToThread) => {
      if (message === 'stop') stop.abort();
      start();
    });
  });
  const resolved = await resolveFlags({ ...flags, devices: undefined }, io);
  const choice = readFleetFlags(flags, io);
  const share = { worker, workers };
  const outbox = port && outboxOver(port);
  const prepared = await prepareFleet({ flags, resolved, choice, seed, share, outbox }, io);
  try {
    tell({ type: 'ready' });
    await started;
    const { report, ending } = await prepared.run({
      startAtMs,
      stop: stop.signal,
      onProgress: (progress) => tell({ type: 'progress', report: encodeReport(progress) }),
    });
    tell({ type: 'done', report: encodeReport(report), ending: ending && encodeError(ending) });
  } finally {
    await prepared.close();
    await outbox?.close();
  }
}

const tell = (message: FromThread): void => parentPort?.postMessage(message);
try {
  await run(workerData as ThreadTask, tell);
} catch (error) {
  if (!(error instanceof SimError)) throw error;
  tell({ type: 'failed', error: encodeError(error) });
}
parentPort?.close();
