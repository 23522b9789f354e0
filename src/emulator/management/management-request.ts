/** A request to the management API, as a server received it. */
export interface ManagementRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A key pair that may use the management API. */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
}
