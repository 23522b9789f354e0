import type { ChalkInstance } from 'chalk';
import { formatDuration } from '../../../config/duration.ts';
import type { PlanLine } from '../../reporters/plan-schema.ts';
import { formatMs, wrap } from '../../text.ts';
import type { FleetFlags } from '../fleet-flags.ts';

/** How wide labels are, with the blank after them. */
const LABEL_WIDTH = 11;
/** So many connections to the same address and port Linux has ports for where nobody changed that: 32768 to 60999. */
const USUAL_PORTS = 28_232;

/** How it is printed. */
interface Printing {
  readonly choice: FleetFlags;
  readonly columns: number;
  readonly paint: ChalkInstance;
}

/** A plan, for people: no line is wider than the terminal, or than 80 columns. */
export function describePlan(line: PlanLine, { choice, columns, paint }: Printing): string {
  const width = Math.max(40, Math.min(columns, 80));
  const row = (label: string, text: string, color: (label: string) => string = (same) => same): string => {
    const lines = wrap(label.padEnd(LABEL_WIDTH) + text, { width, indent: LABEL_WIDTH });
    return color(lines.slice(0, LABEL_WIDTH)) + lines.slice(LABEL_WIDTH);
  };
  const rows = [
    ...loadRows(line, choice).map(([label, text]) => row(label, text)),
    '',
    'The platform’s limits',
    ...line.limits.flatMap(({ verdict, name, value, limit, unit, source, certainty, beyond }) => {
      const color = { ok: paint.green, over: paint.red, unknown: paint.yellow }[verdict];
      return [
        row(
          verdict,
          `${name}: ${amountOf(value, unit)}${UNITS[unit]}, limit ${amountOf(limit, unit)}`,
          color,
        ),
        paint.dim(row('', `${source}: ${certainty}`)),
        ...(verdict === 'ok' ? [] : [row('', beyond)]),
      ];
    }),
    '',
    'This machine',
    ...machineRows(line, choice).map(({ verdict, text }) => {
      const color = { ok: paint.green, over: paint.red, unknown: paint.yellow, '': paint.dim }[verdict];
      return row(verdict, text, color);
    }),
  ];
  return `${rows.join('\n')}\n`;
}

function loadRows(line: PlanLine, { isSync, rampMs }: FleetFlags): [label: string, text: string][] {
  const { load, here, messages, bytes, shard } = line;
  const { tokens } = load;
  const spread = isSync ? 'all at the same moments' : 'spread over their intervals';
  const ramp = rampMs > 0 ? `, one after the other within ${formatDuration(rampMs)}` : '';
  return [
    ['devices', `${number(load.devices)}, ${spread}${ramp}`],
    ...(shard === null
      ? []
      : [
          [
            '',
            `${number(here.devices)} of them in shard ${shard}, with ${rate(here.perSecond)} readings a second`,
          ] as [string, string],
        ]),
    [
      'readings',
      `${rate(load.perSecond)} a second, ${number(load.peakPerSecond)} in the busiest one; ` +
        `of one device at most ${rate(load.mostPerSecond)}`,
    ],
    ['', load.readings === null ? 'without an end' : `${number(load.readings)} in the whole run`],
    [
      'tokens',
      `${number(tokens.atStart)} asked for ${within(tokens.withinMs)}, ` +
        `${number(tokens.peakPerSecond)} in the busiest second; then about ${rate(tokens.perDay)} a day`,
    ],
    ['body', `${sizes(messages.body)}, of ${number(messages.sampled)} readings as they would be sent`],
    ['request', `${sizes(messages.request)}, with its head, before TLS`],
    ['answer', `${number(messages.answer)} bytes, with its head, where it is as the emulator’s`],
    [
      'traffic',
      `${size(bytes.upPerSecond)} a second up and ${size(bytes.downPerSecond)} down; ` +
        `${size(bytes.upPerDay)} a day up and ${size(bytes.downPerDay)} down`,
    ],
    ['billed', `${number(bytes.unitsPerDay)} messages of 512 bytes a day, as the price list of 2020 counts`],
    ['outbox', `about ${size(bytes.outboxPerHour)} for each hour of an outage`],
  ];
}

/** A line on this machine, and its mark. */
interface MachineRow {
  readonly verdict: 'ok' | 'over' | 'unknown' | '';
  readonly text: string;
}

function machineRows(
  { machine, here, problem }: PlanLine,
  { workers, isSync, connections }: FleetFlags,
): MachineRow[] {
  if (machine === null)
    return [
      { verdict: 'unknown', text: problem === undefined ? 'not measured' : `not measured: ${problem}` },
    ];
  const { corePerSecond, coreShare, perSecond, threads, verdict, cores } = machine;
  const asked = `${rate(here.perSecond)} a second`;
  const holds = threads === 1 ? 'one core holds' : `${threads} cores hold`;
  const rows: MachineRow[] = [
    {
      verdict: verdict === 'over' ? 'over' : 'ok',
      text:
        verdict === 'ok'
          ? `${asked} take ${percent(coreShare)} of one core`
          : `${asked}: ${holds} about ${rate(perSecond)}. ${advice(machine)}`,
    },
    {
      verdict: '',
      text:
        `measured just now: one core sends ${rate(corePerSecond)} messages a second, over TLS, without an outbox and ` +
        `${number(machine.connections)} connections, with ${number(machine.devices)} devices`,
    },
  ];
  if (workers > threads) {
    const text = `--workers ${workers}: ${cores} cores, one of them for all else, carry no more than ${threads}`;
    rows.push({ verdict: '', text });
  }
  if (isSync) {
    const text = `all ${number(here.peakPerSecond)} readings of the busiest second take about ${formatMs(machine.peakMs)}`;
    rows.push({ verdict: '', text });
  }
  if (connections === 'per-device' && here.devices > USUAL_PORTS) {
    const text =
      `${number(here.devices)} connections to one address need as many ports, of which Linux has ` +
      `${number(USUAL_PORTS)} unless net.ipv4.ip_local_port_range says otherwise`;
    rows.push({ verdict: 'unknown', text });
  }
  const { devicesBytes, deviceBytes, memory } = machine;
  const room = `${size(machine.memoryBytes)} on this machine and ${size(threads * machine.heapBytes)} for Node`;
  const more = memory === 'over' ? `, and there are ${room}: spread the fleet with --shard` : '';
  rows.push({
    verdict: memory,
    text: `memory: ${size(devicesBytes)} for the devices, ${size(deviceBytes)} each as measured${more}`,
  });
  return rows;
}

function advice({ threadsNeeded, machinesNeeded, verdict }: NonNullable<PlanLine['machine']>): string {
  const lead = verdict === 'tight' ? 'That leaves little room: better ' : 'Use ';
  if (machinesNeeded === 1) return `${lead}--workers ${threadsNeeded}.`;
  const each = Math.ceil(threadsNeeded / machinesNeeded);
  const threads = each === 1 ? '' : `, with --workers ${each} each`;
  return `${lead}--shard on ${machinesNeeded} machines like this one${threads}.`;
}

const UNITS = { perSecond: ' a second', devices: '', bytes: ' bytes', properties: '' } as const;

function amountOf(value: number, unit: keyof typeof UNITS): string {
  return unit === 'perSecond' ? rate(value) : number(value);
}

function sizes({ min, mean, max }: PlanLine['messages']['body']): string {
  return min === max
    ? `${number(max)} bytes`
    : `${number(min)} to ${number(max)} bytes, ${number(mean)} on average`;
}

function within(ms: number): string {
  return ms === 0 ? 'at once' : `within ${formatDuration(Math.ceil(ms / 100) * 100)} of the start`;
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** To two digits where there are few. */
function rate(value: number): string {
  return value >= 100 ? number(value) : String(Number(value.toPrecision(value >= 10 ? 3 : 2)));
}

function percent(share: number): string {
  return share < 0.01 ? 'less than 1%' : `about ${Math.round(share * 100)}%`;
}

function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? Math.round(value) : Number(value.toPrecision(3))} ${units[power]}`;
}
