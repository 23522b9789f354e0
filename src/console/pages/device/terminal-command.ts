import type { TslJson, TslProperty } from '../../../emulator/api/shapes.ts';
import { tslFileName } from './released-model.ts';

/** What a program must know of a device and of this emulator. */
export interface TerminalOptions {
  /** The address of this page, at which devices report too. */
  readonly origin: string;
  readonly productKey: string;
  readonly deviceName: string;
  /** What devices are checked against; undefined where nothing is. */
  readonly tsl: TslJson | undefined;
}

/** What a person should know of a command beside it. */
export type TerminalHint = 'tsl' | 'ca' | 'insecure' | 'demo';

/** Lines for a shell, around the place of the DeviceSecret. */
export interface TerminalCommand {
  readonly head: string;
  readonly tail: string;
  readonly hints: readonly TerminalHint[];
}

/** The product that every emulator has; it may report from the emulator's own machine alone. */
const DEMO_PRODUCT_KEY = 'iot-sim-demo';

/**
 * Lines that make a device report from a terminal, as `iot-sim emulator` prints them. The secret is in the environment:
 * flags show in the list of processes. A space begins each line, for which most shells keep it out of their history.
 */
export function terminalCommand({ origin, productKey, deviceName, tsl }: TerminalOptions): TerminalCommand {
  const { protocol, hostname, port } = new URL(origin);
  const isRemote = !isLoopback(hostname);
  const isDemo = isRemote && productKey === DEMO_PRODUCT_KEY;
  const endpoint = isDemo ? `${protocol}//localhost${port === '' ? '' : `:${port}`}` : origin;
  const preset = presetFor(tsl);
  const isSecure = protocol === 'https:';
  const isInsecure = isRemote && !isDemo && !isSecure;

  const lines = [
    `export IOT_SIM_ENDPOINT=${quoted(endpoint)}`,
    `export IOT_SIM_PRODUCT_KEY=${quoted(productKey)}`,
    `export IOT_SIM_DEVICE_NAME=${quoted(deviceName)}`,
    'export IOT_SIM_DEVICE_SECRET=',
  ];
  const flags = [
    preset === 'environment' ? '' : ` --tsl ${quoted(preset ?? tslFileName(productKey))}`,
    isSecure ? ' --ca ca.pem' : '',
    isInsecure ? ' --insecure-http' : '',
  ];
  const hints: readonly (readonly [hint: TerminalHint, isThere: boolean])[] = [
    ['tsl', preset === undefined],
    ['ca', isSecure],
    ['insecure', isInsecure],
    ['demo', isDemo],
  ];
  return {
    head: lines.map((line) => ` ${line}`).join('\n'),
    tail: `\n iot-sim publish --interval 5s${flags.join('')}`,
    hints: hints.flatMap(([hint, isThere]) => (isThere ? [hint] : [])),
  };
}

/** The command whole, to be pasted. */
export function withSecret({ head, tail }: TerminalCommand, deviceSecret: string): string {
  return `${head}${quoted(deviceSecret)}${tail}`;
}

type Range = readonly [type: string, min: number, max: number];

/** The models that the program knows by name, and what it draws of them. */
const PRESETS: Readonly<Record<string, Readonly<Record<string, Range>>>> = {
  environment: { temperature: ['int', -10, 50], humidity: ['int', 1, 100] },
  'environment-float': { temperature: ['float', -50, 100], humidity: ['float', 0, 100] },
};

/** The preset all of whose values a model keeps; undefined where the model itself must be given. */
function presetFor(tsl: TslJson | undefined): string | undefined {
  const properties = tsl?.properties ?? [];
  if (properties.length === 0) return 'environment'; // the program takes no model without properties
  return Object.entries(PRESETS).find(([, preset]) => isSame(properties, preset))?.[0];
}

function isSame(properties: readonly TslProperty[], preset: Readonly<Record<string, Range>>): boolean {
  if (properties.length !== Object.keys(preset).length) return false;
  return properties.every(({ identifier, dataType }) => {
    const range = Object.hasOwn(preset, identifier) ? preset[identifier] : undefined;
    if (range === undefined) return false;
    const [type, min, max] = range;
    const specs = (dataType.specs ?? {}) as Readonly<Record<string, unknown>>;
    return dataType.type === type && Number(specs['min']) <= min && Number(specs['max']) >= max;
  });
}

/** Addresses that never leave this machine; to others the program reports over HTTPS alone unless told otherwise. */
function isLoopback(hostname: string): boolean {
  return /^(?:localhost\.?|\[::1\]|127(?:\.\d{1,3}){3})$/i.test(hostname);
}

/** A word as a shell takes it. */
export function quoted(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
