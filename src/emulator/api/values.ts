import { isJsonObject, type Json, parseJson, writeJson } from '../../json.ts';
import type { KeptValue } from '../history.ts';
import type { Device } from '../registry/device.ts';
import { type ApiRequest, ofDevice, type Routes } from './handler.ts';
import { json, type LocalAnswer } from './local.ts';
import { readQuery } from './read-query.ts';
import type { ChartJson } from './shapes.ts';
import { thin } from './thin.ts';

/** What a device reported. */
export const VALUE_ROUTES: Routes = {
  'devices/:productKey/:deviceName/status': { methods: { GET: ofDevice(showStatus) } },
  'devices/:productKey/:deviceName/chart': {
    methods: { GET: ofDevice(showChart) },
    query: ['identifier', 'from', 'to', 'parts'],
  },
  'devices/:productKey/:deviceName/history': {
    methods: { GET: ofDevice(showHistory) },
    query: ['identifier', 'from', 'to', 'limit'],
  },
};

const MOST_PARTS = 2000;
const DEFAULT_PARTS = 400;
const MOST_VALUES = 1000;
const DEFAULT_VALUES = 100;

/** Properties of the released model in its order, then those it does not know. */
async function showStatus({ platform }: ApiRequest, { triple }: Device): Promise<LocalAnswer> {
  const known = releasedProperties(platform.registry.product(triple.productKey)?.release?.tsl);
  const latest = await platform.history.latest(triple);
  const identifiers = new Set([...known.keys(), ...latest.keys()]);
  const properties = [...identifiers].map((identifier) => {
    const property = known.get(identifier);
    const value = latest.get(identifier);
    const about = property === undefined ? '' : `,"property":${writeJson(property)}`;
    const last = value === undefined ? '' : `,"latest":${writeValue(value)}`;
    return `{"identifier":${JSON.stringify(identifier)}${about}${last}}`;
  });
  return json(`{"now":${platform.clock.now()},"properties":[${properties.join(',')}]}`);
}

async function showChart({ platform, query }: ApiRequest, { triple }: Device): Promise<LocalAnswer> {
  const read = readQuery(query);
  const identifier = read.neededText('identifier');
  const times = read.times();
  const parts = read.whole('parts', 1, MOST_PARTS) ?? DEFAULT_PARTS;
  const wrong = read.problem();
  if (wrong !== undefined) return wrong;
  const { count, points } = await platform.history.series({ device: triple, identifier, ...times });
  const answer: ChartJson = { count, points: thin(points, { parts, ...times }) };
  return json(JSON.stringify(answer));
}

async function showHistory({ platform, query }: ApiRequest, { triple }: Device): Promise<LocalAnswer> {
  const read = readQuery(query);
  const identifier = read.neededText('identifier');
  const times = read.times();
  const limit = read.whole('limit', 1, MOST_VALUES) ?? DEFAULT_VALUES;
  const wrong = read.problem();
  if (wrong !== undefined) return wrong;
  const values: string[] = [];
  for await (const value of platform.history.values({ device: triple, identifier, ...times, limit })) {
    values.push(writeValue(value));
  }
  return json(`{"values":[${values.join(',')}]}`);
}

/** Properties as the TSL has them, by identifier. */
function releasedProperties(tsl = '{}'): ReadonlyMap<string, Json> {
  const model = parseJson(tsl.replace(/^\uFEFF/, ''));
  const list = isJsonObject(model) ? model.get('properties') : undefined;
  const properties = Array.isArray(list) ? (list as readonly Json[]) : [];
  return new Map(
    properties.map((property) => [
      isJsonObject(property) ? String(property.get('identifier')) : '',
      property,
    ]),
  );
}

/** A value in the digits that the device wrote. */
function writeValue({ timeMs, value, refusal }: KeptValue): string {
  const why = refusal === undefined ? '' : `,"refusal":${JSON.stringify(refusal)}`;
  return `{"timeMs":${timeMs},"value":${writeJson(value)}${why}}`;
}
