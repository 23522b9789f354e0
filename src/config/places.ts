/** Where a configuration is looked for, in the current folder, in this order. */
export const CONFIG_PLACES = [
  'sensor.config.json',
  'sensor.config.yaml',
  'sensor.config.yml',
  'sensor.config.js',
  'sensor.config.mjs',
  'sensor.config.cjs',
  'sensor.config.ts',
  '.sensorrc',
  'package.json',
];
