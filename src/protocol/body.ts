/** A body without the NUL that the vendor's C SDK 3 posts along with its C string. */
export function withoutTrailingNul(body: string): string {
  return body.replace(/\u0000+$/, '');
}

/** Whether a Content-Type header names this type; parameters such as a charset do not count. */
export function isContentType(header: string | undefined, type: string): boolean {
  return header?.split(';')[0]?.trim().toLowerCase() === type;
}
