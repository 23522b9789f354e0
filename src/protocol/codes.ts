/** Who acts on a refusal: send again later, get a new token and send again, or nobody, since it cannot get better. */
export type Remedy = 'retry' | 'renew' | 'give-up';

/** What one code of /auth and /topic means. */
export interface AnswerCodeMeaning {
  /** The platform's own words for it. */
  readonly message: string;
  /** What it says, for people. */
  readonly meaning: string;
  readonly remedy: Remedy;
  /** What to check or do next. */
  readonly hint: string;
}

/** Every code /auth and /topic answer with. Source: HTTPS document, its two tables of codes. */
export const ANSWER_CODES: Readonly<Record<number, AnswerCodeMeaning>> = {
  10000: {
    message: 'common error',
    meaning: 'unknown error',
    remedy: 'retry',
    hint: 'Try again in a minute; if it stays, ask the platform’s support with the messageId.',
  },
  10001: {
    message: 'param error',
    meaning: 'a request parameter is wrong',
    remedy: 'give-up',
    hint: 'Check product key, device name, client id (64 characters at most) and the size of the data (128 KB at most).',
  },
  20000: {
    message: 'auth check error',
    meaning: 'device authentication failed',
    remedy: 'give-up',
    hint: 'Compare ProductKey, DeviceName and DeviceSecret with the Device Details page, and this machine’s clock with the time; then run: iot-sim auth --explain',
  },
  20001: {
    message: 'token is expired',
    meaning: 'the token’s life is over',
    remedy: 'renew',
    hint: 'A new token is fetched by itself. If it stays, another program authenticates as the same device.',
  },
  20002: {
    message: 'token is null',
    meaning: 'the request carried no token',
    remedy: 'renew',
    hint: 'Check that nothing on the way removes the header named password.',
  },
  20003: {
    message: 'check token error',
    meaning: 'no device can be found from the token',
    remedy: 'renew',
    hint: 'A new token is fetched by itself. If it stays, check that the endpoint belongs to the product’s region.',
  },
  20004: {
    message: 'update session error',
    meaning: 'the device’s session could not be updated',
    remedy: 'retry',
    hint: 'Try again in a minute.',
  },
  30001: {
    message: 'publish message error',
    meaning: 'the uplink failed',
    remedy: 'give-up',
    hint: 'Check that the topic belongs to this device and that the device may publish to it.',
  },
  40000: {
    message: 'request too many',
    meaning: 'throttled',
    remedy: 'retry',
    hint: 'Raise --interval: the platform takes 30 messages a second and device.',
  },
};

/** The device could not be authenticated. */
export const AUTH_FAILED_CODE = 20000;

/** The token's life is over. */
export const EXPIRED_CODE = 20001;

/** More messages came than the platform takes. */
export const THROTTLED_CODE = 40000;

const UNKNOWN_CODE: AnswerCodeMeaning = {
  message: 'common error',
  meaning: 'no document names this code',
  remedy: 'retry',
  hint: 'Try again in a minute; if it stays, ask the platform’s support.',
};

/** What a code of /auth or /topic means; a code that no document names is treated as an unknown error. */
export function answerCode(code: number): AnswerCodeMeaning {
  return ANSWER_CODES[code] ?? UNKNOWN_CODE;
}

/** What the documents say of a code, as a sentence for people. */
export function documentedCause(code: number): string {
  return `The platform’s documents say: ${answerCode(code).meaning}.`;
}

/** The platform’s words for a code that the emulator answers with. */
export function messageFor(code: number): string {
  return code === 0 ? 'success' : answerCode(code).message;
}

/** What a code of the thing model check means. */
export interface CheckCodeMeaning {
  readonly meaning: string;
  /** The platform's own words, where a document or a real trace shows them. */
  readonly message?: string;
}

const SYSTEM_FAULT = 'a fault of the platform while it reads the thing model';

/**
 * The codes a reported property can meet after "code 0", when the platform checks it against the thing model.
 * They never reach the device over HTTPS; they stand in the cloud log and in `checkFailedData`.
 * Source: the device-side error codes page; 5092 and the words of 6306, 6308 and 6310 are from real traces.
 */
export const CHECK_CODES: Readonly<Record<number, CheckCodeMeaning>> = {
  400: { meaning: 'an error while processing' },
  429: { meaning: 'throttled' },
  460: {
    meaning: 'parameters are missing, empty, ill-formed or too many',
    message: 'request parameter error',
  },
  500: { meaning: 'unknown error' },
  5005: { meaning: 'the product could not be queried' },
  5092: { meaning: 'the property is not in the model (newer products)', message: 'property not found' },
  5159: { meaning: 'the definition of a property could not be queried' },
  5160: { meaning: 'the definition of an event could not be queried' },
  5161: { meaning: 'the definition of a service could not be queried' },
  6100: { meaning: 'the device does not exist' },
  6106: { meaning: 'more than 200 properties in one message', message: 'map size must less than 200' },
  6200: { meaning: 'the product’s parsing script is missing' },
  6201: { meaning: 'the product’s parsing script returned nothing' },
  6203: { meaning: 'the topic could not be parsed' },
  6204: { meaning: 'the device is disabled' },
  6207: { meaning: 'the payload is not JSON' },
  6250: { meaning: 'the product could not be queried' },
  6300: { meaning: 'method is missing' },
  6301: { meaning: 'declared as an array, the value is none' },
  6302: { meaning: 'a required parameter of a service is missing' },
  6304: { meaning: 'the parameter is not in the model', message: 'tsl parse: params not exist' },
  6306: { meaning: 'int: wrong type or out of range', message: 'tsl parse: data type is not int' },
  6307: { meaning: 'float (32 bit): wrong type or out of range' },
  6308: { meaning: 'bool: not 0 or 1', message: 'tsl parse: value of bool type must be int' },
  6309: { meaning: 'enum: not one of its values' },
  6310: { meaning: 'text: not a text, or too long', message: 'tsl parse: data type is not string' },
  6311: { meaning: 'date: not the text of a UTC time in milliseconds' },
  6312: { meaning: 'struct: not an object, or its members do not fit' },
  6313: { meaning: 'the platform’s check is down', message: 'tsl service not available' },
  6314: { meaning: SYSTEM_FAULT },
  6316: { meaning: SYSTEM_FAULT },
  6317: { meaning: 'the model lacks a type or its specs' },
  6318: { meaning: SYSTEM_FAULT },
  6320: { meaning: 'the property is not in the device’s model' },
  6321: { meaning: 'a property has no identifier' },
  6322: { meaning: 'double (64 bit): wrong type or out of range' },
  6323: { meaning: SYSTEM_FAULT },
  6324: { meaning: 'array: an element is wrong, or there are too many' },
  6325: { meaning: 'array: this type of element is not supported' },
  6326: { meaning: 'time is no UTC time in milliseconds' },
  6328: { meaning: 'array: not an array' },
  6329: { meaning: SYSTEM_FAULT },
  6332: { meaning: 'the value violates the model' },
  6450: { meaning: 'method is missing after the parsing script' },
  6452: { meaning: 'throttled' },
  6760: { meaning: 'the storage quota is used up, or a system error' },
  6831: { meaning: 'topic or method is not Alink' },
  26001: { meaning: 'listed for property reports, without a meaning' },
  26002: { meaning: 'listed for property reports, without a meaning' },
  26006: { meaning: 'listed for property reports, without a meaning' },
  26007: { meaning: 'listed for property reports, without a meaning' },
};

/** The platform's words for a code of the check, or what it means where its words are not known. */
export function checkMessageFor(code: number): string {
  const known = CHECK_CODES[code];
  return known?.message ?? known?.meaning ?? 'no document names this code';
}

/** What a code of dynamic registration means. */
export interface RegisterCodeMeaning {
  readonly meaning: string;
  /** Words for the answer: no document prints the platform's own, but for 460. */
  readonly message: string;
}

/** The registration succeeded: 200, where /auth and /topic say 0. */
export const REGISTERED_CODE = 200;

/** Every code /auth/register/device refuses with. Source: the device-side error codes page. */
export const REGISTER_CODES: Readonly<Record<number, RegisterCodeMeaning>> = {
  460: { meaning: 'parameters are missing, empty or ill-formed', message: 'request parameter error' },
  500: { meaning: 'unknown error', message: 'unknown error' },
  6250: { meaning: 'the product could not be queried', message: 'query product error' },
  6288: {
    meaning: 'dynamic registration is switched off for the product',
    message: 'dynamic register is disabled',
  },
  6289: { meaning: 'the device is activated already', message: 'device is already activated' },
  6292: { meaning: 'the sign method is not supported', message: 'sign method is not supported' },
  6600: { meaning: 'the signature does not fit', message: 'sign check error' },
};

/** The words that answer a registration with this code. */
export function registerMessageFor(code: number): string {
  if (code === REGISTERED_CODE) return 'success';
  return REGISTER_CODES[code]?.message ?? 'unknown error';
}
