import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { SimError } from '../errors.ts';
import { formatIssues } from '../issues.ts';
import { DEMO_PRODUCT_KEY, isLoopbackHost } from '../protocol/endpoint.ts';
import type { DeviceTriple } from '../protocol/topic.ts';
import { checkReadings } from '../readings/check-readings.ts';
import { checkClimateSpec } from '../readings/climate-generators.ts';
import type { ThingModel } from '../tsl/model.ts';
import { parseThingModel } from '../tsl/parse.ts';
import { isPresetName, PRESETS } from '../tsl/presets.ts';
import { writeThingModel } from '../tsl/write-model.ts';
import { readTextFile } from './load.ts';
import { didYouMean } from './nearest.ts';
import { invalidSettings, isDefault, type Resolved } from './resolve.ts';
import { SETTINGS } from './settings.ts';

/**
 * The device's triple.
 * @throws SimError TRIPLE_MISSING that names what is missing and every way to give it
 */
export function requireDevice({ settings, folderOf }: Resolved): DeviceTriple {
  const { productKey, deviceName, deviceSecretFile } = settings;
  const deviceSecret =
    deviceSecretFile === undefined
      ? settings.deviceSecret
      : readTextFile(
          resolve(folderOf('deviceSecretFile'), deviceSecretFile),
          'file with the DeviceSecret',
        ).trim();
  if (deviceSecret?.includes('\n')) {
    throw new SimError('CONFIG_INVALID', `The file ${deviceSecretFile} holds more than the DeviceSecret.`, {
      hint: 'Leave the DeviceSecret alone in it, on one line.',
    });
  }
  if (productKey && deviceName && deviceSecret) return { productKey, deviceName, deviceSecret };
  const missing = Object.entries({ productKey, deviceName, deviceSecret })
    .filter(([, value]) => !value)
    .map(([name]) => SETTINGS[name as 'productKey'].key);
  throw new SimError(
    'TRIPLE_MISSING',
    `The device’s triple is incomplete: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing.`,
    {
      likely:
        'No configuration here says which device to be. The three values stand on the console’s Device Details page.',
      hint:
        'Run iot-sim init to write sensor.config.json, or give IOT_SIM_PRODUCT_KEY, IOT_SIM_DEVICE_NAME and ' +
        'IOT_SIM_DEVICE_SECRET, or --product-key, --device-name and --device-secret-file. ' +
        'To try without an account add --local.',
    },
  );
}

/**
 * The endpoint, when this device may report to it.
 * @throws SimError ENDPOINT_INSECURE, DEMO_DEVICE_REMOTE
 */
export function requireEndpoint({ settings }: Resolved, productKey = settings.productKey): string {
  const endpoint = settings.endpoint ?? '';
  const { protocol, hostname, host } = new URL(endpoint);
  const isLocal = isLoopbackHost(hostname);
  if (productKey === DEMO_PRODUCT_KEY && !isLocal) {
    throw new SimError('DEMO_DEVICE_REMOTE', `The demo device may not report to ${host}.`);
  }
  if (protocol === 'http:' && !isLocal && settings.insecureHttp !== true) {
    throw new SimError('ENDPOINT_INSECURE', `${endpoint} is plain HTTP to another machine.`);
  }
  return endpoint;
}

/**
 * The thing model of the settings, or another, and that `readings` and `climate` fit it.
 * @param name a preset, or a file in the folder
 * @throws SimError TSL_INVALID, FILE_UNREADABLE, CONFIG_INVALID
 */
export function requireModel(
  resolved: Resolved,
  name = resolved.settings.tsl ?? '',
  folder = resolved.folderOf('tsl'),
): ThingModel {
  const model = isPresetName(name) ? PRESETS[name] : readModel(name, folder).model;
  const { readings, climate } = resolved;
  const issues = [
    ...checkReadings(model, readings),
    ...(climate ? checkClimateSpec(model, climate, readings) : []),
  ];
  if (issues.length > 0) throw invalidSettings(issues);
  return model;
}

/**
 * The thing model that was asked for, as TSL JSON text: that of the file, letter for letter.
 * @returns undefined where nobody asked for one
 * @throws SimError TSL_INVALID, FILE_UNREADABLE
 */
export function requestedTsl(resolved: Resolved): string | undefined {
  const name = resolved.settings.tsl ?? '';
  if (isDefault(resolved, 'tsl')) return undefined;
  return isPresetName(name)
    ? writeThingModel(PRESETS[name], DEMO_PRODUCT_KEY)
    : readModel(name, resolved.folderOf('tsl')).text;
}

function readModel(name: string, folder: string): { model: ThingModel; text: string } {
  const path = resolve(folder, name);
  let text: string;
  try {
    text = readTextFile(path, 'TSL file');
  } catch (error) {
    const presets = Object.keys(PRESETS);
    throw new SimError('FILE_UNREADABLE', (error as Error).message, {
      cause: error,
      likely: `It is neither a file nor a preset.${didYouMean(name, presets)}`,
      hint: `The presets are ${presets.join(' and ')}; a path is taken from ${folder}.`,
    });
  }
  const parsed = parseThingModel(text);
  if ('issues' in parsed) {
    throw new SimError(
      'TSL_INVALID',
      `The TSL file ${path} is not a thing model:\n${formatIssues(parsed.issues)}`,
    );
  }
  if (parsed.model.properties.size === 0) {
    throw new SimError(
      'TSL_INVALID',
      `The thing model ${path} has no properties: there is nothing to report.`,
    );
  }
  return { model: parsed.model, text };
}

/**
 * The further certificate authorities, PEM; undefined where the setting names none.
 * @param extra the file of NODE_EXTRA_CA_CERTS, which Node forgets once it is given authorities by hand
 * @throws SimError FILE_UNREADABLE
 */
export function readCa({ settings, folderOf }: Resolved, extra: string | undefined): string[] | undefined {
  if (settings.ca === undefined) return undefined;
  const path = resolve(folderOf('ca'), settings.ca);
  const pem = readTextFile(path, 'certificate file');
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new SimError('FILE_UNREADABLE', `The certificate file ${path} holds no certificate in PEM form.`, {
      likely: 'The file is a key, or a certificate in DER form.',
      hint: 'Convert it: openssl x509 -inform der -in FILE -out ca.pem',
    });
  }
  return extra && existsSync(extra) ? [pem, readTextFile(extra, 'file of NODE_EXTRA_CA_CERTS')] : [pem];
}
