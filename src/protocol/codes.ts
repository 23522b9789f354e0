/** Who acts on a refusal: send again later, get a new token and send again, or nobody, since it cannot get better. */
export type Remedy = 'retry' | 'renew' | 'give-up';

/** What one code of the platform means. */
export interface CodeMeaning {
  /** The platform's own words for it. */
  readonly message: string;
  /** What it says, for people. */
  readonly meaning: string;
}

interface AnswerCodeMeaning extends CodeMeaning {
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

/** The platform’s words for a code that the emulator answers with. */
export function messageFor(code: number): string {
  return code === 0 ? 'success' : answerCode(code).message;
}

/**
 * The codes a reported property can meet after "code 0", when the platform checks it against the thing model.
 * They never reach the device over HTTPS; they stand in the cloud log and in `checkFailedData`.
 * Source: the device-side error codes page. `message` is the text seen in real traces where there is one.
 */
export const CHECK_CODES = {
  460: { message: 'request parameter error', meaning: 'params are missing, empty or ill-formed' },
  500: { message: 'system error', meaning: 'unknown error of the platform' },
  5092: {
    message: 'property not found',
    meaning: 'the property is not in the model (seen on newer products)',
  },
  6100: { message: 'device not found', meaning: 'the device does not exist' },
  6106: { message: 'map size must less than 200', meaning: 'more than 200 properties in one message' },
  6200: { message: 'script not found', meaning: 'the product’s parsing script is missing' },
  6201: { message: 'script result is empty', meaning: 'the parsing script returned nothing' },
  6203: { message: 'topic parse error', meaning: 'the topic could not be parsed' },
  6204: { message: 'device is disabled', meaning: 'the device is disabled' },
  6207: { message: 'payload is not json', meaning: 'the payload is not JSON' },
  6250: { message: 'product not found', meaning: 'the product could not be queried' },
  6300: { message: 'method not exist', meaning: 'method is missing' },
  6301: { message: 'tsl parse: data type is not array', meaning: 'declared as an array, the value is none' },
  6302: { message: 'tsl parse: required params not exist', meaning: 'a required parameter is missing' },
  6304: { message: 'tsl parse: params not exist', meaning: 'the parameter is not in the model' },
  6306: { message: 'tsl parse: data type is not int', meaning: 'int: wrong type or out of range' },
  6307: {
    message: 'tsl parse: data type is not float',
    meaning: 'float (32 bit): wrong type or out of range',
  },
  6308: { message: 'tsl parse: value of bool type must be int', meaning: 'bool: not 0 or 1' },
  6309: { message: 'tsl parse: data type is not enum', meaning: 'enum: not one of its keys' },
  6310: { message: 'tsl parse: data type is not string', meaning: 'text: not a text, or too long' },
  6311: {
    message: 'tsl parse: data type is not date',
    meaning: 'date: not the text of a UTC time in milliseconds',
  },
  6312: {
    message: 'tsl parse: data type is not struct',
    meaning: 'struct: not an object, or too many members',
  },
  6313: { message: 'tsl service not available', meaning: 'the platform’s check service is down' },
  6317: { message: 'tsl parse: specs not exist', meaning: 'the model lacks a type or its specs' },
  6320: { message: 'tsl parse: property not exist', meaning: 'the property is not in the device’s model' },
  6321: { message: 'tsl parse: identifier is empty', meaning: 'a property has no identifier' },
  6322: {
    message: 'tsl parse: data type is not double',
    meaning: 'double (64 bit): wrong type or out of range',
  },
  6324: {
    message: 'tsl parse: array size is bigger than max',
    meaning: 'array: an element is wrong, or too many',
  },
  6325: {
    message: 'tsl parse: array element type not support',
    meaning: 'array: this element type is not supported',
  },
  6326: {
    message: 'tsl parse: time is illegal',
    meaning: 'time is not a UTC time in ms, or over 24 h ahead',
  },
  6328: { message: 'tsl parse: data type is not array', meaning: 'array: not an array' },
  6332: { message: 'tsl parse: value is illegal', meaning: 'the value violates the model' },
  6452: { message: 'request too many', meaning: 'throttled' },
} as const satisfies Record<number, CodeMeaning>;

/** A code of the thing model check. */
export type CheckCode = keyof typeof CHECK_CODES;
