import type { NumberType, Property, ThingModel } from './model.ts';

const celsius = '°C';
const relativeHumidity = '%RH';

/**
 * The two environmental sensors of the vendor's own texts: `environment` of its tutorial (int, step 1), and
 * `environment-float` of its article (float; it names no step, 0.1 is ours).
 */
export const PRESETS = {
  environment: environment(
    { type: 'int', min: '-10', max: '50', step: '1', unit: celsius },
    { type: 'int', min: '1', max: '100', step: '1', unit: relativeHumidity },
  ),
  'environment-float': environment(
    { type: 'float', min: '-50', max: '100', step: '0.1', unit: celsius },
    { type: 'float', min: '0', max: '100', step: '0.1', unit: relativeHumidity },
  ),
} as const satisfies Record<string, ThingModel>;

export type PresetName = keyof typeof PRESETS;

/** True for the name of a built-in thing model. */
export function isPresetName(name: string): name is PresetName {
  return Object.hasOwn(PRESETS, name);
}

function environment(temperature: NumberType, humidity: NumberType): ThingModel {
  const property = (identifier: string, name: string, dataType: NumberType): [string, Property] => [
    identifier,
    { identifier, name, dataType, accessMode: 'r', required: false },
  ];
  return {
    productKey: undefined,
    properties: new Map([
      property('temperature', 'Temperature', temperature),
      property('humidity', 'Humidity', humidity),
    ]),
    events: new Map(),
  };
}
