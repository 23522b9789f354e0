/** One request to the platform. Every request is a POST with a body of known length. */
export interface HttpRequest {
  /** Path and query, such as `/auth`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One answer, its body read whole as UTF-8. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Carries a request to the platform and its answer back; rejects when there is no answer. */
export type Transport = (request: HttpRequest, signal?: AbortSignal) => Promise<HttpResponse>;
