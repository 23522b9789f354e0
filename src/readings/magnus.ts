/** Coefficients of the Magnus formula over water, -45 to 60 °C (Sonntag 1990; also in WMO-No. 8). */
const FACTOR = 17.62;
const PIVOT = 243.12;
/** Pressure of saturated vapour at 0 °C, in hPa. */
const AT_ZERO = 6.112;

/** Pressure of saturated vapour over water at a temperature in °C, in hPa. */
export function saturationPressure(temperature: number): number {
  return AT_ZERO * Math.exp((FACTOR * temperature) / (PIVOT + temperature));
}

/** Relative humidity in % of air with this temperature and dew point in °C. */
export function relativeHumidity(temperature: number, dewPoint: number): number {
  return (
    100 * Math.exp((FACTOR * dewPoint) / (PIVOT + dewPoint) - (FACTOR * temperature) / (PIVOT + temperature))
  );
}

/** Air without any vapour has no dew point: this humidity, in %, is taken in its place. */
const DRIEST = 0.1;

/** Dew point in °C of air with this temperature in °C and relative humidity in %. */
export function dewPointOf(temperature: number, humidity: number): number {
  const exponent =
    Math.log(Math.max(DRIEST, humidity) / 100) + (FACTOR * temperature) / (PIVOT + temperature);
  return (PIVOT * exponent) / (FACTOR - exponent);
}
