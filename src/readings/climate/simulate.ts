import type { ClimateRow } from '../statistics.ts';
import type { ClimateParameters } from './parameters.ts';
import { createClimateSensor } from './sensor.ts';
import { createWeather } from './weather.ts';

/** What a sensor in a climate shows at each of these instants. */
export function simulateClimate(options: {
  readonly parameters: ClimateParameters;
  readonly seed: string;
  readonly times: readonly number[];
}): ClimateRow[] {
  const { parameters, seed, times } = options;
  const sensor = createClimateSensor({
    weather: createWeather({ parameters, seed, site: '' }),
    seed,
    device: '',
  });
  return times.map((timeMs) => ({
    timeMs,
    temperature: sensor.temperature(timeMs),
    humidity: sensor.humidity(timeMs),
  }));
}
