/** A key pair that may use the management API. */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
}
