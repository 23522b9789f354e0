import { text as readAll } from 'node:stream/consumers';
import { networkError } from '../client/network-error.ts';
import { SimError } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject, MOST_OWN_LEVELS, parseJson } from '../json.ts';
import { httpGet } from './http-get.ts';

/** An emulator that was silent for so long answers no more. */
const SILENCE_MS = 10_000;

/** Where an emulator is, and how it is asked. */
export interface EmulatorPlace {
  readonly endpoint: string;
  /** Further certificate authorities to trust, PEM. */
  readonly ca: readonly string[] | undefined;
  /** Ends the wait for an answer. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Asks the emulator's own API.
 * @param path behind `/_emulator/`
 * @throws SimError USAGE where there is no emulator or it refuses, and what kept the answer away
 */
export async function askEmulator(
  { endpoint, ca, signal }: EmulatorPlace,
  path: string,
): Promise<JsonObject> {
  let status: number | undefined;
  let body: string;
  try {
    const answer = await httpGet(`${endpoint}/_emulator/${path}`, { ca, signal, silenceMs: SILENCE_MS });
    status = answer.statusCode;
    body = await readAll(answer);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw networkError(error, endpoint);
  }
  const value = readObject(body);
  if (status === 200 && value !== undefined) return value;
  const refusal = value?.get('error');
  if (typeof refusal !== 'string') throw noEmulator(endpoint);
  throw new SimError('USAGE', `The emulator at ${endpoint} refuses: ${refusal}`, {
    likely: 'The device is of another emulator, or this one was started anew without --data.',
    hint: 'Check --product-key, --device-name and --endpoint, or give what was received: iot-sim verify FILE',
  });
}

/** What is to be done where the endpoint is no emulator. */
export function noEmulator(endpoint: string): SimError {
  return new SimError('USAGE', `${endpoint} is no emulator: it does not say what it holds.`, {
    likely: 'The real platform tells a device nothing of what became of its readings.',
    hint: 'Publish without --verify, receive what the platform passes on, and give it: iot-sim verify FILE, or - for standard input.',
  });
}

function readObject(text: string): JsonObject | undefined {
  let value: Json;
  try {
    value = parseJson(text, MOST_OWN_LEVELS);
  } catch {
    return undefined; // a page of somebody else
  }
  return isJsonObject(value) ? value : undefined;
}
