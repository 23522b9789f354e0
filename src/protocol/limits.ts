/** What the platform allows, each with where that is said. */
export const LIMITS = {
  /** Bytes of one uplink body. HTTPS document: "a maximum of 128 KB of data at a time". */
  bodyBytes: 128 * 1024,
  /** Characters of a clientId. HTTPS document: 1 to 64. */
  clientIdCharacters: 64,
  /** How far a request's timestamp may be off. HTTPS document: "valid within 15 minutes". */
  timestampWindowMs: 15 * 60_000,
  /** Life of a token. HTTPS document, since 2019. */
  tokenLifeMs: 7 * 24 * 60 * 60_000,
  /** Characters of a token that the vendor's C SDK 3 still takes. Its source. */
  tokenCharacters: 192,
  /** Messages of one device. Limits page (written for MQTT at QoS 0; none is given for HTTPS). */
  messagesPerSecond: 30,
  /** Properties of one message. Alink document, code 6106. */
  propertiesPerMessage: 200,
  /** Bytes of a topic, UTF-8. Limits page. */
  topicBytes: 128,
  /** The greatest message id. Alink document: decimal text in 0..4294967295. */
  messageId: 4_294_967_295,
} as const;
