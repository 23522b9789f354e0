import { formatDuration } from '../../../config/duration.ts';
import type { FleetReport } from '../../../engine/fleet/report/report.ts';
import { formatMs } from '../../text.ts';

/** How the devices were run. */
export interface FleetWay {
  readonly connections: number | 'per-device';
  readonly workers: number;
  /** Processors of this machine. */
  readonly cores: number;
  /** In which time one device after the other began. */
  readonly rampMs: number;
}

/** A run that held less than this of its rate did not hold it. */
const HELD = 0.95;
/** A stretch that is shorter says nothing of a rate. */
const LEAST_MS = 3_000;
/** Of all tries; with more that failed, they are the reason. */
const MANY_FAILED = 0.05;
/** Readings whose answer comes so much later than an answer takes wait for something. */
const LATE_MS = 100;
/** Connections that are busy for so much of the time are too few, or what is behind them is. */
const BUSY = 0.7;
/** Answers that take longer are slow. */
const SLOW_MS = 20;
/** Answers that take so many times as long as the fastest do so because somebody has no time, not because of the distance. */
const OUT_OF_TIME = 5;

/** Why a run did not hold its rate, and what may help; undefined where it did, or where nothing can be said. */
export function explainRate(report: FleetReport, way: FleetWay): string | undefined {
  const held = heldRate(report, way.rampMs);
  const target = (report.target * (report.devices - report.shutOutCount)) / Math.max(report.devices, 1);
  if (held === undefined || held >= HELD * target) return undefined;
  const reason = reasonOf(report, { ...way, target, held });
  return reason && `${rateText(held)} of ${rateText(target)} while readings were taken: ${reason}`;
}

/** Messages a second that had an answer for good, while readings were taken and all devices had begun. */
function heldRate({ startedAtMs, series }: FleetReport, rampMs: number): number | undefined {
  const { widthMs, points } = series;
  const lastMs = points.findLast(({ taken }) => taken > 0)?.atMs;
  // The first and the last are not whole.
  const whole = points.filter(({ atMs }) => atMs >= startedAtMs + rampMs && atMs < (lastMs ?? 0));
  const first = whole[0];
  if (first === undefined || lastMs === undefined || lastMs - first.atMs < Math.max(LEAST_MS, widthMs))
    return undefined;
  const answered = whole.reduce((sum, { sent, refused }) => sum + sent + refused, 0);
  return (1000 * answered) / (lastMs - first.atMs);
}

function reasonOf(
  { sent, refused, failed, errors, latency, service, devices }: FleetReport,
  { connections, workers, cores, target, held }: FleetWay & { target: number; held: number },
): string | undefined {
  const throttled = errors['THROTTLED']?.count ?? 0;
  if (failed > MANY_FAILED * (sent + refused + failed)) {
    return throttled > failed / 2
      ? 'the platform throttled. It takes 30 messages a second of a device; lower --rate, or raise --interval.'
      : 'tries failed, see below. The platform or the way to it held the run up.';
  }
  const late = latency.percentile(90) ?? 0;
  const answerMs = service.percentile(50);
  if (answerMs === undefined || late - answerMs < LATE_MS) return undefined;
  if ((errors['TIMED_OUT']?.count ?? 0) > 0)
    return 'some answers did not come in time, see below. The platform or the way to it held the run up.';
  const moreWorkers = workers < cores ? `try --workers ${Math.min(2 * workers, cores)}, or ` : '';
  const meanMs = service.figures()?.mean ?? answerMs;
  if (connections !== 'per-device' && held * meanMs >= BUSY * 1000 * connections && answerMs < SLOW_MS) {
    return `all ${connections} connections were busy with answers of p50 ${formatMs(answerMs)}. The platform had no time, or this machine; lower --rate, or try --connections ${2 * connections}.`;
  }
  const perDeviceMs = (1000 * devices) / target;
  if (answerMs < SLOW_MS && answerMs <= HELD * perDeviceMs) {
    return `readings waited (latency p90 ${formatMs(late)}) though answers came fast (service p50 ${formatMs(answerMs)}). This machine had no time; ${moreWorkers}lower --rate.`;
  }
  const slow = `answers took p50 ${formatMs(answerMs)}`;
  const fastestMs = service.figures()?.min ?? answerMs;
  if (answerMs > OUT_OF_TIME * fastestMs)
    return `${slow}, the fastest ${formatMs(fastestMs)}. The platform had no time, or this machine; ${moreWorkers}lower --rate.`;
  if (answerMs > HELD * perDeviceMs)
    return `${slow}, and a device, which sends one message at a time, has one to send every ${formatDuration(perDeviceMs)}. Lower --rate, or raise --interval.`;
  const needed = Math.ceil((1.5 * target * answerMs) / 1000);
  if (connections !== 'per-device' && needed > connections)
    return `${slow}, too slow for ${connections} connections. Try --connections ${needed}, or lower --rate.`;
  return `${slow}. The platform was slow; lower --rate.`;
}

function rateText(perSecond: number): string {
  return `${(Math.round(perSecond * 10) / 10).toLocaleString('en-US')}/s`;
}
