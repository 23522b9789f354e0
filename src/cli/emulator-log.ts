import { writeExchange } from '../emulator/exchange.ts';
import type { Platform } from '../emulator/platform.ts';
import { isJsonObject, type Json, type JsonObject, MOST_OWN_LEVELS, parseJson, toNumber } from '../json.ts';
import { openMessage, PROPERTY_POST_METHOD } from '../protocol/alink.ts';
import type { Received, ReceivedValue } from '../protocol/forwarded.ts';
import { classifyTopic, type DeviceIdentity, deviceText } from '../protocol/topic.ts';
import { askEmulator, type EmulatorPlace, noEmulator } from './emulator-api.ts';

/** So many exchanges are read at a time. */
const PAGE = 1000;

/** The first authentication that the log has may be noted so much later than the emulator has it in mind. */
const NOTED_WITHIN_MS = 1_000;

/** A way to read the log of one device. */
export interface LogReader {
  readonly device: DeviceIdentity;
  /** When the device first authenticated; undefined where it never did. */
  readonly activatedAtMs: () => Promise<number | undefined>;
  /** Those that came after the exchange of this `seq`, the oldest first, at most {@link PAGE}. */
  readonly exchanges: (after: string | undefined) => Promise<readonly Json[]>;
}

/** What an emulator has of a device. */
export interface EmulatorLog {
  /** Where the log begins, when what came before was thrown away. */
  readonly heldSinceMs: number | undefined;
  /** In the order they arrived. */
  readonly received: AsyncIterable<Received>;
}

/** A reader of the log of a platform in this process. */
export function localReader(platform: Platform, device: DeviceIdentity): LogReader {
  return {
    device,
    activatedAtMs: async () => platform.registry.device(device.productKey, device.deviceName)?.activatedAtMs,
    async exchanges(after) {
      const found = await platform.log.exchanges({ device, after, limit: PAGE });
      return found.map((exchange) => parseJson(writeExchange(exchange), MOST_OWN_LEVELS));
    },
  };
}

/** A reader of the log of an emulator that runs elsewhere. */
export function remoteReader(place: EmulatorPlace, device: DeviceIdentity): LogReader {
  const { productKey, deviceName } = device;
  const path = `devices/${encodeURIComponent(productKey)}/${encodeURIComponent(deviceName)}`;
  const query = `log?device=${encodeURIComponent(deviceText(device))}&limit=${PAGE}`;
  return {
    device,
    activatedAtMs: async () => toNumber((await askEmulator(place, path)).get('activatedAtMs')),
    async exchanges(after) {
      const answer = await askEmulator(place, after === undefined ? query : `${query}&after=${after}`);
      const exchanges = answer.get('exchanges');
      if (!Array.isArray(exchanges)) throw noEmulator(place.endpoint);
      return exchanges;
    },
  };
}

/** Begins to read a log. */
export async function openEmulatorLog(reader: LogReader): Promise<EmulatorLog> {
  const first = await reader.exchanges(undefined);
  return { heldSinceMs: beginOf(first, await reader.activatedAtMs()), received: readAll(reader, first) };
}

/** An emulator keeps a log of limited length: one that is whole has the device's first authentication. */
function beginOf(exchanges: readonly Json[], activatedAtMs = Number.NEGATIVE_INFINITY): number | undefined {
  const answered = exchanges.find((exchange) => isJsonObject(exchange) && exchange.get('code') === 0);
  if (answered === undefined || !isJsonObject(answered)) return undefined;
  const atMs = toNumber(answered.get('at'));
  const isFirst =
    String(answered.get('path')).startsWith('/auth') && Number(atMs) - activatedAtMs <= NOTED_WITHIN_MS;
  return isFirst ? undefined : atMs;
}

async function* readAll(reader: LogReader, first: readonly Json[]): AsyncIterable<Received> {
  let page = first;
  while (page.length > 0) {
    let last: Json | undefined;
    for (const exchange of page) {
      if (!isJsonObject(exchange)) continue;
      last = exchange.get('seq');
      const received = readExchange(exchange, reader.device);
      if (received !== undefined) yield received;
    }
    if (page.length < PAGE || typeof last !== 'string') return;
    page = await reader.exchanges(last);
  }
}

/** The property report of an exchange; undefined where there is none. */
function readExchange(exchange: JsonObject, device: DeviceIdentity): Received | undefined {
  const message = exchange.get('message');
  if (!isJsonObject(message)) return undefined;
  const kind = classifyTopic(String(message.get('topic')), device);
  const atMs = toNumber(exchange.get('at'));
  const problem = message.get('problem');
  if (kind === 'property-post' && isJsonObject(problem)) {
    return readFiltered(String(message.get('body')), { atMs, code: toNumber(problem.get('code')) ?? 0 });
  }
  const values = listOf(message.get('properties')).flatMap(readValue);
  // Its values stand in a batch or history for themselves: the id is that of the first reading alone.
  const id = kind === 'property-post' ? message.get('id') : undefined;
  return values.length === 0 ? undefined : { id: typeof id === 'string' ? id : undefined, atMs, values };
}

function readValue(property: Json): ReceivedValue[] {
  const identifier = isJsonObject(property) ? property.get('identifier') : undefined;
  if (!isJsonObject(property) || typeof identifier !== 'string') return [];
  const refusal = property.get('refusal');
  const isFiltered = property.get('outcome') === 'filtered' && isJsonObject(refusal);
  return [
    {
      identifier,
      value: property.get('value') ?? null,
      timeMs: toNumber(property.get('timeMs')),
      ...(isFiltered ? { code: toNumber(refusal.get('code')) ?? 0 } : {}),
    },
  ];
}

/** A message that was filtered as a whole, such as one of too many properties, has them in its body alone. */
function readFiltered(
  body: string,
  { atMs, code }: { atMs: number | undefined; code: number },
): Received | undefined {
  const opened = openMessage(body, PROPERTY_POST_METHOD);
  if ('problem' in opened || !isJsonObject(opened.message.params)) return undefined;
  const values = [...opened.message.params].map(([identifier, item]): ReceivedValue => {
    const isTimed = isJsonObject(item) && item.has('value') && item.has('time');
    if (!isTimed) return { identifier, value: item, timeMs: undefined };
    return { identifier, value: item.get('value') ?? null, timeMs: toNumber(item.get('time')) };
  });
  return { id: opened.message.id, atMs, values, code };
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
