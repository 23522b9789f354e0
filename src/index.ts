export type { AuthResult } from './client/authenticate.ts';
export { type Client, type ClientListener, type ClientOptions, createClient } from './client/client.ts';
export { SHORT_ATTEMPTS } from './client/retry.ts';
export type { TokenStore } from './client/token.ts';
export { createTokenFile } from './client/token-file.ts';
export type { Token } from './client/token-state.ts';
export { type Connection, openConnection } from './client/undici.ts';
export { type Clock, systemClock } from './clock.ts';
export type * from './engine/events.ts';
export { constantPace, type Pace, type Schedule } from './engine/pace.ts';
export { type DeviceRun, runDevice } from './engine/run-device.ts';
export { drawn, type Source, type SourceContext } from './engine/source.ts';
export { ERRORS, type ErrorCode, EXIT, SimError } from './errors.ts';
export type { Issue } from './issues.ts';
export { createMemoryOutbox } from './outbox/memory.ts';
export type { Outbox, Pending } from './outbox/outbox.ts';
export type { Answer } from './protocol/answer.ts';
export { ANSWER_CODES, CHECK_CODES } from './protocol/codes.ts';
export type { HttpRequest, HttpResponse, Transport } from './protocol/http.ts';
export { LIMITS } from './protocol/limits.ts';
export { SIGN_METHODS, type SignMethod } from './protocol/sign-method.ts';
export { type DeviceIdentity, type DeviceTriple, propertyPostTopic } from './protocol/topic.ts';
export { createRandom, type Random, randomSeed } from './random.ts';
export { checkReadings } from './readings/check-readings.ts';
export {
  CLIMATE_RANGES,
  type ClimateParameters,
  type ClimateRange,
  checkClimate,
} from './readings/climate/parameters.ts';
export { createClimateSensor } from './readings/climate/sensor.ts';
export { simulateClimate } from './readings/climate/simulate.ts';
export { createWeather, type Weather } from './readings/climate/weather.ts';
export type { ClimateSpec } from './readings/climate-generators.ts';
export { createGenerators, type GeneratorOwner, type GeneratorPlan } from './readings/create-generators.ts';
export { fitClimate, fitStatistics } from './readings/fit-climate.ts';
export type { Generator, Generators, Moment } from './readings/generator.ts';
export { completeClimate, PROFILES, type Profile } from './readings/profiles.ts';
export type { Sample } from './readings/sample.ts';
export type { GeneratorSpec, ReadingSpecs } from './readings/specs.ts';
export { type ClimateRow, type SeriesStatistics, seriesStatistics } from './readings/statistics.ts';
export { compareStatistics } from './readings/statistics-table.ts';
export { type CheckMode, checkProperties, type Refusal, type Verdict } from './tsl/check.ts';
export type * from './tsl/model.ts';
export { parseThingModel } from './tsl/parse.ts';
export { PRESETS } from './tsl/presets.ts';
export type { Value } from './tsl/write.ts';
