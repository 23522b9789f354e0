/** What the gateway refuses before an action runs: the cloud answers HTTP 4xx. */
export interface GatewayError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** An error of the gateway; most are HTTP 400. */
export function gatewayError(code: string, message: string, status = 400): GatewayError {
  return { status, code, message };
}

/** The gateway's words for a parameter that is not there. */
export function missingParameter(name: string): GatewayError {
  return gatewayError(`Missing${name}`, `${name} is mandatory for this action.`);
}

/** The gateway's words for a parameter that cannot be read. */
export function invalidParameter(name: string): GatewayError {
  return gatewayError(`Invalid${name}`, `Specified parameter ${name} is not valid.`);
}
