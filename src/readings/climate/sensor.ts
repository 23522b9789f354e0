import { createRandom } from '../../random.ts';
import { dewPointOf, relativeHumidity } from '../magnus.ts';
import { createNoise, type Noise } from '../noise.ts';
import type { Weather } from './weather.ts';

/** A sensor of temperature (°C), relative humidity (%) and dew point (°C), each at an instant in ms since 1970. */
export interface ClimateSensor {
  readonly temperature: (timeMs: number) => number;
  readonly humidity: (timeMs: number) => number;
  /** That of the temperature and humidity it shows. */
  readonly dewPoint: (timeMs: number) => number;
}

/** So long it takes until what a device has of its own is something else: two days. */
const OWN_MS = 48 * 3_600_000;

/** How close to the temperature the dew point comes where the parameters would have them equal, in °C. */
const NEAREST = 0.6;

/**
 * A device's sensor in the weather of its site. What it shows is a function of the weather's seed and site, its own seed
 * and device, and time: neither when nor in what order it is asked matters.
 */
export function createClimateSensor(options: {
  readonly weather: Weather;
  readonly seed: string;
  readonly device: string;
}): ClimateSensor {
  const { weather, seed, device } = options;
  const { parameters: p } = weather;
  const key = (name: string): string[] => [seed, 'device', device, name];
  const noise = createNoise(key('noise'));
  const random = createRandom(...key('offset'));
  const temperatureOffset = p.temperatureAccuracy * (2 * random() - 1);
  const humidityOffset = p.humidityAccuracy * (2 * random() - 1);
  const temperatureSteps = stepsPerUnit(p.temperatureResolution);
  const humiditySteps = stepsPerUnit(p.humidityResolution);

  let last = Number.NaN;
  let temperature = 0;
  let humidity = 0;
  return {
    temperature: (timeMs) => {
      if (timeMs !== last) read(timeMs);
      return temperature;
    },
    humidity: (timeMs) => {
      if (timeMs !== last) read(timeMs);
      return humidity;
    },
    dewPoint: (timeMs) => {
      if (timeMs !== last) read(timeMs);
      return snap(dewPointOf(temperature, humidity), temperatureSteps);
    },
  };

  function read(timeMs: number): void {
    last = timeMs;
    const air = weather.at(timeMs);
    const warmth = air.temperature + p.siteSpread * ownSeries(noise, 2, timeMs);
    const dew = condense(warmth, air.dewPoint + p.siteSpread * ownSeries(noise, 3, timeMs));
    const shown = relativeHumidity(warmth, dew) + humidityOffset + p.humidityNoise * noise(1, timeMs);
    temperature = snap(warmth + temperatureOffset + p.temperatureNoise * noise(0, timeMs), temperatureSteps);
    humidity = Math.min(100, Math.max(0, snap(shown, humiditySteps)));
  }
}

/**
 * From one normal number to the next within some days, and as far from 0 on the way (cos² + sin² = 1). It needs no state,
 * of which a hundred thousand devices would hold much.
 */
function ownSeries(noise: Noise, level: number, timeMs: number): number {
  const position = timeMs / OWN_MS;
  const index = Math.floor(position);
  const turn = ((position - index) * Math.PI) / 2;
  return noise(level, index) * Math.cos(turn) + noise(level, index + 1) * Math.sin(turn);
}

/** The dew point below the temperature, and the same where it is far below: a bend rather than a stop at 100 %. */
function condense(temperature: number, dewPoint: number): number {
  const depression = temperature - dewPoint;
  return temperature - (depression + Math.sqrt(depression ** 2 + 4 * NEAREST ** 2)) / 2;
}

/** A tenth is not exact in binary, ten are: what is divided by them is the number one would write. */
function stepsPerUnit(resolution: number): number {
  const steps = 1 / resolution;
  return Math.abs(steps - Math.round(steps)) < 1e-6 ? Math.round(steps) : steps;
}

function snap(value: number, steps: number): number {
  return steps === Infinity ? value : Math.round(value * steps) / steps;
}
