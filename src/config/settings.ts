import { DEFAULT_INTERVAL_MS } from '../engine/pace.ts';
import { DEFAULT_ENDPOINT } from '../protocol/endpoint.ts';
import { DEFAULT_SIGN_METHOD } from '../protocol/sign-method.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { EMULATOR_SETTINGS } from './emulator-settings.ts';
import { OUTBOX_SETTINGS } from './outbox-settings.ts';
import {
  anyText,
  parseBoolean,
  parseClientId,
  parseCount,
  parseEndpoint,
  parseMethod,
  parseSecret,
  parseWord,
} from './parse-text.ts';
import { READINGS_SETTINGS } from './readings-settings.ts';
import { REPLAY_SETTINGS } from './replay-settings.ts';
import { type Setting, setting } from './setting.ts';

/** The thing model when nobody says: the tutorial's. */
const DEFAULT_TSL = 'environment';

/** Everything that can be set, once: flags, environment, file, help, README and `iot-sim config` follow from it. */
export const SETTINGS = {
  endpoint: setting({
    flag: '--endpoint <url>',
    env: 'IOT_SIM_ENDPOINT',
    key: 'endpoint',
    fromFile: (config) => config.endpoint,
    help: 'where the device reports to',
    parse: parseEndpoint,
    fallback: DEFAULT_ENDPOINT,
  }),
  productKey: setting({
    flag: '--product-key <key>',
    env: 'IOT_SIM_PRODUCT_KEY',
    key: 'device.productKey',
    fromFile: (config) => config.device?.productKey,
    help: 'ProductKey of the device',
    parse: parseWord,
  }),
  deviceName: setting({
    flag: '--device-name <name>',
    env: 'IOT_SIM_DEVICE_NAME',
    key: 'device.deviceName',
    fromFile: (config) => config.device?.deviceName,
    help: 'DeviceName of the device',
    parse: parseWord,
  }),
  deviceSecret: setting({
    flag: undefined,
    env: 'IOT_SIM_DEVICE_SECRET',
    key: 'device.deviceSecret',
    fromFile: (config) => config.device?.deviceSecret,
    help: 'DeviceSecret of the device',
    parse: parseSecret,
    isSecret: true,
  }),
  deviceSecretFile: setting({
    flag: '--device-secret-file <file>',
    env: 'IOT_SIM_DEVICE_SECRET_FILE',
    key: undefined,
    fromFile: undefined,
    help: 'file that holds the DeviceSecret and nothing else',
    parse: anyText,
  }),
  clientId: setting({
    flag: '--client-id <id>',
    env: 'IOT_SIM_CLIENT_ID',
    key: 'clientId',
    fromFile: (config) => config.clientId,
    help: 'client id, 1 to 64 characters (default: productKey.deviceName)',
    parse: parseClientId,
  }),
  signMethod: setting({
    flag: '--sign-method <method>',
    env: 'IOT_SIM_SIGN_METHOD',
    key: 'signMethod',
    fromFile: (config) => config.signMethod,
    help: 'hmacmd5, hmacsha1 or hmacsha256',
    parse: parseMethod,
    fallback: DEFAULT_SIGN_METHOD,
  }),
  tsl: setting({
    flag: '--tsl <model>',
    env: 'IOT_SIM_TSL',
    key: 'tsl',
    fromFile: (config) => config.tsl,
    help: 'thing model: environment, environment-float, or a TSL file from the console',
    parse: anyText,
    fallback: DEFAULT_TSL,
  }),
  ca: setting({
    flag: '--ca <file>',
    env: 'IOT_SIM_CA',
    key: 'ca',
    fromFile: (config) => config.ca,
    help: 'PEM file with a further certificate authority to trust',
    parse: anyText,
  }),
  insecureHttp: setting({
    flag: '--insecure-http',
    env: 'IOT_SIM_INSECURE_HTTP',
    key: 'insecureHttp',
    fromFile: (config) => config.insecureHttp,
    help: 'allow plain HTTP to other hosts: the token can then be read on the way',
    parse: parseBoolean,
    fallback: 'false',
  }),
  interval: setting({
    flag: '--interval <duration>',
    env: 'IOT_SIM_INTERVAL',
    key: 'interval',
    fromFile: (config) => config.interval,
    help: 'time between two readings: 500ms, 5s, 2m, 1h30m',
    parse: parseDuration,
    fallback: formatDuration(DEFAULT_INTERVAL_MS),
  }),
  count: setting({
    flag: '--count <n>',
    env: 'IOT_SIM_COUNT',
    key: undefined,
    fromFile: undefined,
    help: 'stop after this many readings',
    parse: parseCount,
  }),
  duration: setting({
    flag: '--duration <duration>',
    env: 'IOT_SIM_DURATION',
    key: undefined,
    fromFile: undefined,
    help: 'stop after this time',
    parse: parseDuration,
  }),
  seed: setting({
    flag: '--seed <seed>',
    env: 'IOT_SIM_SEED',
    key: 'seed',
    fromFile: (config) => config.seed,
    help: 'the same seed draws the same values (default: a new one each run)',
    parse: anyText,
  }),
  ...REPLAY_SETTINGS,
  ...READINGS_SETTINGS,
  ...OUTBOX_SETTINGS,
  ...EMULATOR_SETTINGS,
} as const;

export type SettingName = keyof typeof SETTINGS;

/** The values of all settings: undefined where nothing was given and there is no default. */
export type Settings = {
  readonly [N in SettingName]: (typeof SETTINGS)[N] extends Setting<infer T> ? T | undefined : never;
};

/** Environment variables that are no settings of a device: those of the output. */
export const OTHER_VARIABLES = [
  'IOT_SIM_CONFIG',
  'IOT_SIM_LOCAL',
  'IOT_SIM_JSON',
  'IOT_SIM_QUIET',
  'IOT_SIM_VERBOSE',
];

/** Every environment variable that is read. */
export const VARIABLES: readonly string[] = [
  ...Object.values(SETTINGS).map(({ env }) => env),
  ...OTHER_VARIABLES,
];
