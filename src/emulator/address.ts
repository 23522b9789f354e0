/** Where the emulator listens when nobody says. */
export const DEFAULT_EMULATOR_PORT = 8180;

/** Whom it listens to when nobody says: this machine alone. */
export const DEFAULT_EMULATOR_HOST = '127.0.0.1';
