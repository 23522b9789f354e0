import { describe, expect, it } from 'vitest';
import type { ClimateParameters } from '../../../src/readings/climate/parameters.ts';
import { type ClimateSensor, createClimateSensor } from '../../../src/readings/climate/sensor.ts';
import { createWeather } from '../../../src/readings/climate/weather.ts';
import { createNoise } from '../../../src/readings/noise.ts';
import { completeClimate, PROFILES } from '../../../src/readings/profiles.ts';
import { correlation } from '../../../src/readings/statistics.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-01-01T00:00:00Z');

function sensor(
  parameters: ClimateParameters = PROFILES.outdoor,
  { seed = '42', site = 'roof', device = 'sensor-1' } = {},
): ClimateSensor {
  return createClimateSensor({ weather: createWeather({ parameters, seed, site }), seed, device });
}

const show = (from: ClimateSensor, timeMs: number) => [
  from.temperature(timeMs),
  from.humidity(timeMs),
  from.dewPoint(timeMs),
];

describe('a climate sensor', () => {
  it.each(Object.entries(PROFILES))(
    'shows at an instant the same whenever it is asked: %s',
    (_, parameters) => {
      const walking = sensor(parameters);
      const walked = Array.from({ length: 2000 }, (_, index) => show(walking, START + index * 600_000));
      const jumping = sensor(parameters);
      const noise = createNoise(['order']);
      const order = walked.map((_, index) => index).sort((a, b) => noise(0, a) - noise(0, b));
      for (const index of order) expect(show(jumping, START + index * 600_000)).toEqual(walked[index]);
    },
  );

  it('goes on after a restart, and a backfill joins it without a seam', () => {
    const steady = sensor();
    const before = Array.from({ length: 100 }, (_, index) => show(steady, START + index * 60_000));
    const restarted = sensor();
    expect(show(restarted, START + 99 * 60_000)).toEqual(before[99]);
    const backfill = sensor();
    for (let index = 99; index >= 0; index--)
      expect(show(backfill, START + index * 60_000)).toEqual(before[index]);
  });

  it('shows the same whichever of its values is asked first', () => {
    const [left, right] = [sensor(), sensor()];
    const humidity = left.humidity(START);
    expect([left.temperature(START), humidity]).toEqual([right.temperature(START), right.humidity(START)]);
  });

  it('is another with another seed, site or device', () => {
    const others = [{}, { seed: '43' }, { site: 'yard' }, { device: 'sensor-2' }].map((names) =>
      JSON.stringify(
        Array.from({ length: 24 }, (_, index) => show(sensor(undefined, names), START + index * HOUR)),
      ),
    );
    expect(new Set(others).size).toBe(4);
  });

  it('shows multiples of its resolution, and no humidity beyond 0 to 100', () => {
    const humid = sensor(completeClimate('outdoor', { dewPointMean: 20, temperatureResolution: 0.5 }));
    const dry = sensor(completeClimate('outdoor', { dewPointMean: -60 }));
    for (let index = 0; index < 5000; index++) {
      const time = START + index * HOUR;
      const [temperature, humidity] = show(humid, time) as [number, number, number];
      expect(temperature * 2).toBe(Math.round(temperature * 2));
      expect(humidity).toBe(Number(humidity.toFixed(1)));
      expect(humidity).toBeLessThanOrEqual(100);
      expect(dry.humidity(time)).toBeGreaterThanOrEqual(0);
      expect(humid.dewPoint(time)).toBeLessThanOrEqual(temperature);
      expect(dry.dewPoint(time)).toBeLessThan(dry.temperature(time));
    }
  });

  it('is off by a constant within its accuracy', () => {
    const exact = { temperatureNoise: 0, humidityNoise: 0, temperatureResolution: 0, humidityResolution: 0 };
    const noAccuracy = { ...exact, temperatureAccuracy: 0, humidityAccuracy: 0 };
    const offsets = Array.from({ length: 200 }, (_, index) => {
      const names = { device: `sensor-${index}` };
      const [off, right] = [exact, noAccuracy].map((p) => sensor(completeClimate('indoor', p), names)) as [
        ClimateSensor,
        ClimateSensor,
      ];
      const [now, later] = [START, START + 1e8].map(
        (time) => off.temperature(time) - right.temperature(time),
      );
      expect(now).toBeCloseTo(later!, 9);
      return now!;
    });
    expect(Math.max(...offsets)).toBeLessThanOrEqual(0.2);
    expect(Math.max(...offsets)).toBeGreaterThan(0.17);
    expect(Math.min(...offsets)).toBeLessThan(-0.17);
  });

  it('follows local time', () => {
    const utc = sensor(
      completeClimate('greenhouse', { temperatureSlow: 0, temperatureFast: 0, siteSpread: 0 }),
    );
    const china = sensor(
      completeClimate('greenhouse', { temperatureSlow: 0, temperatureFast: 0, siteSpread: 0, utcOffset: 8 }),
    );
    const warmest = (from: ClimateSensor) =>
      Array.from({ length: 24 }, (_, hour) => {
        let sum = 0;
        for (let day = 0; day < 20; day++) sum += from.temperature(START + (24 * day + hour) * HOUR);
        return sum;
      }).reduce((best, sum, hour, sums) => (sum > sums[best]! ? hour : best), 0);
    expect(Math.abs(warmest(utc) - 13.5)).toBeLessThanOrEqual(0.5);
    expect(Math.abs(warmest(china) - 5.5)).toBeLessThanOrEqual(0.5);
  });

  it('shows what changed a response time later', () => {
    const slow = completeClimate('outdoor', {
      siteSpread: 0,
      temperatureNoise: 0,
      temperatureFast: 0,
      temperatureResolution: 0,
    });
    const lagging = sensor({ ...slow, responseTime: 600 });
    const quick = sensor({ ...slow, responseTime: 0 });
    expect(lagging.temperature(START + 600_000)).toBeCloseTo(quick.temperature(START), 9);
  });
});

describe('devices of one site', () => {
  it.each(['outdoor', 'indoor'] as const)(
    'are alike and yet no two the same: 1,000 devices, %s',
    (profile) => {
      const weather = createWeather({ parameters: PROFILES[profile], seed: '42', site: 'roof' });
      const series = Array.from({ length: 1000 }, (_, index) => {
        const device = createClimateSensor({ weather, seed: '42', device: `sensor-${index}` });
        return Array.from({ length: 72 }, (_, row) => device.temperature(START + row * HOUR));
      });
      expect(new Set(series.map((values) => JSON.stringify(values))).size).toBe(1000);
      for (let index = 0; index < 1000; index++) {
        for (const step of [1, 17, 431]) {
          expect(correlation(series[index]!, series[(index + step) % 1000]!)).toBeGreaterThan(0.9);
        }
      }
    },
  );

  it('have more of their own with a wider spread', () => {
    const apart = (siteSpread: number): number => {
      const parameters = completeClimate('indoor', { siteSpread, temperatureAccuracy: 0 });
      const weather = createWeather({ parameters, seed: '42', site: 'roof' });
      const [a, b] = ['a', 'b'].map((device) => createClimateSensor({ weather, seed: '42', device }));
      return Array.from({ length: 500 }, (_, row) => START + row * HOUR).reduce(
        (sum, time) => sum + Math.abs(a!.temperature(time) - b!.temperature(time)),
        0,
      );
    };
    expect(apart(1)).toBeGreaterThan(5 * apart(0.05));
  });
});
