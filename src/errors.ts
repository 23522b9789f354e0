/** What the process tells whoever started it. */
export const EXIT = {
  done: 0,
  bug: 1,
  usage: 2,
  authRefused: 3,
  dataRefused: 4,
  undelivered: 5,
  missing: 6,
  commandNotExecutable: 126,
  commandNotFound: 127,
  stoppedTwice: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

interface ErrorMeaning {
  readonly exitCode: ExitCode;
  /** The likely cause, for people. */
  readonly likely: string;
  /** What to do next: a command or a setting. */
  readonly hint: string;
}

const meanings = {
  AUTH_REFUSED: {
    exitCode: EXIT.authRefused,
    likely: 'The platform does not know this device, or the secret is not the device’s.',
    hint: 'Compare ProductKey, DeviceName and DeviceSecret with the Device Details page, then run: iot-sim auth --explain',
  },
  ANSWER_INVALID: {
    exitCode: EXIT.undelivered,
    likely: 'Something between here and the platform answered, or the endpoint is not the platform’s.',
    hint: 'Check --endpoint; behind a proxy, check that it lets POST requests through.',
  },
  CERTIFICATE_UNTRUSTED: {
    exitCode: EXIT.undelivered,
    likely: 'The server’s certificate is signed by an authority this machine does not know.',
    hint: 'Give the authority’s certificate with --ca FILE (PEM), or NODE_EXTRA_CA_CERTS for all of Node.',
  },
  CONNECTION_LOST: {
    exitCode: EXIT.undelivered,
    likely: 'The server or something on the way closed the connection.',
    hint: 'Try again; if it stays, check --endpoint and the network.',
  },
  CONNECTION_REFUSED: {
    exitCode: EXIT.undelivered,
    likely: 'Nothing listens at that address and port.',
    hint: 'Check --endpoint; for the local platform run: iot-sim emulator',
  },
  HOST_UNKNOWN: {
    exitCode: EXIT.undelivered,
    likely: 'The host name is misspelt, or this machine cannot resolve names.',
    hint: 'Check --endpoint and the network; without a network try: iot-sim once --local',
  },
  STOPPED: {
    exitCode: EXIT.undelivered,
    likely: 'Ctrl-C was pressed, or the process was told to end.',
    hint: 'Run the command again.',
  },
  STATE_INVALID: {
    exitCode: EXIT.usage,
    likely: 'The file is not what iot-sim emulator export writes, or was edited.',
    hint: 'Correct what is listed, or export the state again: iot-sim emulator export',
  },
  THROTTLED: {
    exitCode: EXIT.undelivered,
    likely: 'More messages were sent than the platform takes (30 a second and device).',
    hint: 'Wait a minute and try again; in a run, raise --interval.',
  },
  OUTBOX_FULL: {
    exitCode: EXIT.undelivered,
    likely: 'The platform answers more slowly than readings are taken, or cannot be reached.',
    hint: 'Raise --interval or --outbox-limit.',
  },
  TIMED_OUT: {
    exitCode: EXIT.undelivered,
    likely: 'The server is too busy, or a firewall swallows the packets.',
    hint: 'Try again; if it stays, check --endpoint and the network.',
  },
  UNDELIVERED: {
    exitCode: EXIT.undelivered,
    likely: 'The platform had a fault of its own.',
    hint: 'Try again in a minute.',
  },
  COMMAND_NOT_EXECUTABLE: {
    exitCode: EXIT.commandNotExecutable,
    likely: 'It is a folder, or a file that may not be executed or is made for another kind of machine.',
    hint: 'Check the file; where it is a script of yours: chmod +x FILE',
  },
  COMMAND_NOT_FOUND: {
    exitCode: EXIT.commandNotFound,
    likely: 'The name is misspelt, or its folder is not in PATH.',
    hint: 'Check the name and PATH. On Windows, npm and its like need cmd /c in front.',
  },
  CONFIG_EXISTS: {
    exitCode: EXIT.usage,
    likely: 'iot-sim init has been run here before.',
    hint: 'Edit the file, or write it anew with: iot-sim init --force',
  },
  CONFIG_INVALID: {
    exitCode: EXIT.usage,
    likely: 'A setting is misspelt or has a value it cannot have.',
    hint: 'Correct what is listed. What each setting takes: iot-sim help, then the name of the command',
  },
  CONFIG_SYNTAX: {
    exitCode: EXIT.usage,
    likely: 'A comma, quote or bracket is missing or one too many.',
    hint: 'Correct the file at that line.',
  },
  DATA_IN_USE: {
    exitCode: EXIT.usage,
    likely: 'Another emulator runs on it.',
    hint: 'Stop the other one, or give this one a folder of its own with --data.',
  },
  DATA_NOT_EMPTY: {
    exitCode: EXIT.usage,
    likely: 'An emulator has used it before; an import would mix two states.',
    hint: 'Give an empty folder with --data, or leave --import out.',
  },
  DATA_UNUSABLE: {
    exitCode: EXIT.usage,
    likely: 'The folder may not be read or written, the disk is full, or its files are damaged.',
    hint: 'Check the folder and the free space; a damaged folder can be put aside, and the emulator starts with an empty one.',
  },
  DEMO_DEVICE_REMOTE: {
    exitCode: EXIT.usage,
    likely: 'The demo device exists in the emulator only; its key would be refused elsewhere.',
    hint: 'Use --local, or the product key of a product of yours.',
  },
  ENDPOINT_INSECURE: {
    exitCode: EXIT.usage,
    likely: 'Plain HTTP would send the token readable over the network.',
    hint: 'Write https://, or, where you know what you do: --insecure-http',
  },
  FILE_UNREADABLE: {
    exitCode: EXIT.usage,
    likely: 'The path is misspelt, or the file may not be read.',
    hint: 'Check the path: one in a configuration is taken from its folder, any other from the folder you are in.',
  },
  FILE_UNWRITABLE: {
    exitCode: EXIT.usage,
    likely: 'The folder does not exist or may not be written, or the disk is full.',
    hint: 'Check the folder and the free space, then try again.',
  },
  FLEET_INVALID: {
    exitCode: EXIT.usage,
    likely: 'The file is not the CSV of triples that the console exports, or was edited.',
    hint: 'Its header names ProductKey, DeviceName and DeviceSecret. To try without an account: iot-sim fleet --local --devices 1000',
  },
  MESSAGE_TOO_LARGE: {
    exitCode: EXIT.dataRefused,
    likely: 'The thing model has very many properties, or very long texts.',
    hint: 'Report fewer properties at once, or shorter values.',
  },
  OUTBOX_IN_USE: {
    exitCode: EXIT.usage,
    likely: 'Another iot-sim reports as the same device.',
    hint: 'Stop the other one. A run may have a folder of its own with --outbox DIR; publish may do without: --no-outbox.',
  },
  OUTBOX_UNUSABLE: {
    exitCode: EXIT.usage,
    likely: 'The folder may not be read or written, or the disk is full.',
    hint: 'Check the folder and the free space; --outbox DIR gives another; publish --no-outbox keeps readings in memory alone.',
  },
  PORT_UNAVAILABLE: {
    exitCode: EXIT.usage,
    likely: 'Another program listens there, perhaps another emulator.',
    hint: 'Choose another with --port, or --port 0 for a free one.',
  },
  READINGS_MISSING: {
    exitCode: EXIT.missing,
    likely: 'They were lost behind code 0, or they were compared with a part of what arrived.',
    hint: 'Look for their ids in the emulator’s log, or in what was received. One that was started anew without --data has none of before: iot-sim verify --since 10m',
  },
  REPLAY_INVALID: {
    exitCode: EXIT.usage,
    likely: 'The file holds no readings of this thing model, or its columns have names of their own.',
    hint: 'A CSV’s header names properties of the model: time,temperature,humidity. Others are named with --map temperature=temp_c',
  },
  REPORT_INVALID: {
    exitCode: EXIT.usage,
    likely: 'The file is not what fleet --json printed, or the run did not get to its end.',
    hint: 'Write it with: iot-sim fleet --json > report.json',
  },
  TRIPLE_MISSING: {
    exitCode: EXIT.usage,
    likely: 'No configuration file with a device was found here.',
    hint: 'Run: iot-sim init. To try without an account add --local.',
  },
  TSL_INVALID: {
    exitCode: EXIT.usage,
    likely: 'The file is not the TSL that the console exports, or was edited.',
    hint: 'Export it again: Product Details, Define Feature, View TSL. Or use the preset environment.',
  },
  USAGE: {
    exitCode: EXIT.usage,
    likely: 'A word of the command is misspelt, or two of them contradict each other.',
    hint: 'Run: iot-sim --help',
  },
} as const satisfies Record<string, ErrorMeaning>;

/** The name of one kind of failure. */
export type ErrorCode = keyof typeof meanings;

/** Every kind of failure with its meaning, as the README lists it. */
export const ERRORS: Readonly<Record<ErrorCode, ErrorMeaning>> = meanings;

interface SimErrorOptions {
  /** The error it came from. */
  readonly cause?: unknown;
  /** A more fitting likely cause than the table’s. */
  readonly likely?: string;
  /** A more fitting next step than the table’s. */
  readonly hint?: string;
}

/** The one error this program throws on purpose: what happened, the likely cause, what to do next. */
export class SimError extends Error {
  override readonly name = 'SimError';
  readonly code: ErrorCode;
  readonly likely: string;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, options: SimErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.likely = options.likely ?? ERRORS[code].likely;
    this.hint = options.hint ?? ERRORS[code].hint;
  }

  /** The exit code a program ends with when nothing handles this. */
  get exitCode(): ExitCode {
    return ERRORS[this.code].exitCode;
  }
}
