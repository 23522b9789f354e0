import { MessageChannel, Worker } from 'node:worker_threads';
import type { FleetResult } from '../../engine/fleet/fleet-run.ts';
import { type FleetReport, mergeReports } from '../../engine/fleet/report/report.ts';
import { decodeReport } from '../../engine/fleet/report/report-json.ts';
import type { FleetOutbox } from '../../outbox/fleet/outbox.ts';
import { serveOutbox } from './outbox-port.ts';
import { decodeError, type FromThread, type ThreadTask, type ToThread } from './thread-messages.ts';

/** The program of a thread, beside this one in the built package. */
const THREAD = new URL('./fleet-thread.js', import.meta.url);

/** Threads that share the devices of a fleet. */
interface ThreadsRun {
  readonly workers: number;
  readonly task: Pick<ThreadTask, 'flags' | 'seed' | 'startAtMs'>;
  /** That of all of them. @default they keep readings in memory alone */
  readonly outbox?: FleetOutbox | undefined;
  readonly stop: AbortSignal;
  readonly onProgress: (report: FleetReport) => void;
}

/**
 * Runs the devices of a fleet in several threads, all from the same moment on.
 * @returns what they did together
 * @throws SimError of one that could not begin
 */
export async function runThreads({
  workers,
  task,
  outbox,
  stop,
  onProgress,
}: ThreadsRun): Promise<FleetResult> {
  const threads = Array.from({ length: workers }, (_, worker) =>
    openThread({ ...task, worker, workers }, outbox),
  );
  const tellAll = (message: ToThread): void => {
    for (const thread of threads) thread.tell(message);
  };
  const onStop = (): void => tellAll('stop');
  const latest: (FleetReport | undefined)[] = threads.map(() => undefined);
  const isDone = threads.map(() => false);
  try {
    await Promise.all(threads.map((thread) => thread.ready));
    stop.addEventListener('abort', onStop, { once: true });
    tellAll(stop.aborted ? 'stop' : 'start');
    const results = await Promise.all(
      threads.map((thread, index) =>
        thread
          .run((report) => {
            latest[index] = report;
            // Once a round: when the first that runs has told again, the others have too, or have nothing new.
            if (index === isDone.indexOf(false)) onProgress(mergeReports(latest.filter(isThere)));
          })
          .then((result) => {
            latest[index] = result.report;
            isDone[index] = true;
            if (result.ending !== undefined) tellAll('stop'); // the others bring to an end what they have begun
            return result;
          }),
      ),
    );
    return {
      report: mergeReports(results.map(({ report }) => report)),
      ending: results.find(({ ending }) => ending !== undefined)?.ending,
    };
  } finally {
    stop.removeEventListener('abort', onStop);
    await Promise.all(threads.map((thread) => thread.end()));
  }
}

function isThere(report: FleetReport | undefined): report is FleetReport {
  return report !== undefined;
}

/** A thread: what it tells, as promises. */
function openThread(task: Omit<ThreadTask, 'outbox'>, outbox: FleetOutbox | undefined) {
  const { port1: ours, port2: theirs } = new MessageChannel();
  if (outbox !== undefined) serveOutbox(outbox, ours);
  const worker = new Worker(THREAD, {
    workerData: { ...task, outbox: outbox && theirs } satisfies ThreadTask,
    transferList: outbox === undefined ? [] : [theirs],
  });
  let onProgress: (report: FleetReport) => void = () => {};
  /** What it tells of this kind; it fails where the thread does. */
  const told = <T>(read: (message: FromThread) => T | undefined): Promise<T> => {
    const promise = new Promise<T>((resolve, reject) => {
      worker.on('message', (message: FromThread) => {
        if (message.type === 'failed') reject(decodeError(message.error));
        const value = read(message);
        if (value !== undefined) resolve(value);
      });
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('a thread of the fleet ended before its time')));
    });
    promise.catch(() => {}); // it may fail before anybody waits for it
    return promise;
  };
  const ready = told((message) => (message.type === 'ready' ? true : undefined));
  const done = told<FleetResult>((message) => {
    if (message.type !== 'done') return undefined;
    const { report, ending } = message;
    return { report: decodeReport(report), ending: ending && decodeError(ending) };
  });
  worker.on('message', (message: FromThread) => {
    if (message.type === 'progress') onProgress(decodeReport(message.report));
  });
  return {
    ready,
    tell: (message: ToThread): void => worker.postMessage(message),
    run(listener: typeof onProgress): Promise<FleetResult> {
      onProgress = listener;
      return done;
    },
    async end(): Promise<void> {
      ours.close();
      await worker.terminate();
    },
  };
}
