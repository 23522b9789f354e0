import { SimError } from '../../errors.ts';
import { formatIssues, type Issue } from '../../issues.ts';
import { isJsonObject, type Json, type JsonObject, MOST_OWN_LEVELS, parseJson } from '../../json.ts';
import { startAfter } from '../store/sequence.ts';
import type { Change } from '../store/store.ts';
import { itemDevice, SECTIONS, STATE_FORMAT, STATE_VERSION } from './sections.ts';
import { list } from './shapes.ts';

/** So many problems of a file are named; a file of another kind would have one for each line. */
const MOST_ISSUES = 20;

/**
 * Reads an exported state: the changes that put it into an empty store.
 * @throws SimError STATE_INVALID with what is wrong, each with its place
 */
export function readState(text: string): Change[] {
  let file: Json;
  try {
    file = parseJson(text.replace(/^\uFEFF/, ''), MOST_OWN_LEVELS);
  } catch (error) {
    throw invalid([{ path: '', message: `is not JSON: ${(error as SyntaxError).message}` }]);
  }
  if (!isJsonObject(file) || file.get('format') !== STATE_FORMAT) {
    throw invalid([{ path: 'format', message: `is not "${STATE_FORMAT}"` }]);
  }
  if (file.get('version') !== STATE_VERSION) {
    throw invalid([{ path: 'version', message: `is not ${STATE_VERSION}; a newer iot-sim wrote the file` }]);
  }
  const issues = [...unknownLists(file)];
  const changes = new Map<string, Change>();
  for (const { name, shape, read } of SECTIONS) {
    const items = file.get(name);
    if (items !== undefined) issues.push(...list(shape)(items, name));
    if (issues.length > 0 || !Array.isArray(items)) continue;
    for (const [index, item] of (items as readonly JsonObject[]).entries()) {
      const change = read(item);
      if (changes.has(change.key)) issues.push({ path: `${name}[${index}]`, message: 'is there twice' });
      changes.set(change.key, change);
    }
  }
  if (issues.length === 0) issues.push(...strayItems(file));
  if (issues.length > 0) throw invalid(issues);
  return [...changes.values(), ...startOf([...changes.keys()])];
}

function unknownLists(file: JsonObject): Issue[] {
  const names = SECTIONS.map(({ name }) => name);
  const known = ['format', 'version', ...names];
  return [...file.keys()]
    .filter((name) => !known.includes(name))
    .map((path) => ({ path, message: `is not known here; there are ${names.join(', ')}` }));
}

/** Devices without their product, tokens without their device, and devices that share an IotId. */
function strayItems(file: JsonObject): Issue[] {
  const issues: Issue[] = [];
  const itemsOf = (name: string): [path: string, item: JsonObject][] =>
    ((file.get(name) ?? []) as readonly JsonObject[]).map((item, index) => [`${name}[${index}]`, item]);
  const products = new Set(itemsOf('products').map(([, item]) => item.get('productKey')));
  const devices = new Set<string>();
  const iotIds = new Set<unknown>();
  for (const [path, item] of itemsOf('devices')) {
    const iotId = item.get('iotId');
    if (!products.has(item.get('productKey'))) {
      issues.push({ path: `${path}.productKey`, message: 'is none of the products' });
    }
    if (iotIds.has(iotId)) issues.push({ path: `${path}.iotId`, message: 'is that of another device' });
    iotIds.add(iotId);
    devices.add(itemDevice(item));
  }
  for (const [path, item] of itemsOf('tokens')) {
    if (!devices.has(itemDevice(item))) issues.push({ path, message: 'is of none of the devices' });
  }
  return issues;
}

/** What is written from now on must sort behind all that was imported. */
function startOf(keys: readonly string[]): Change[] {
  const seqs = keys
    .filter((key) => key.startsWith('log/') || key.startsWith('history/'))
    .map((key) => key.slice(key.lastIndexOf('/') + 1));
  const last = seqs.reduce((latest, seq) => (seq > latest ? seq : latest), '');
  return last === '' ? [] : [startAfter(last)];
}

function invalid(issues: readonly Issue[]): SimError {
  const rest = issues.length - MOST_ISSUES;
  const more = rest > 0 ? `\n  and ${rest} more` : '';
  return new SimError(
    'STATE_INVALID',
    `The state cannot be imported:\n${formatIssues(issues.slice(0, MOST_ISSUES))}${more}`,
  );
}
