const NUL = 0;

/** A body without the NUL that the vendor's C SDK 3 posts along with its C string. */
export function withoutTrailingNul(body: string): string {
  let end = body.length;
  while (end > 0 && body.charCodeAt(end - 1) === NUL) end -= 1;
  return end === body.length ? body : body.slice(0, end);
}

/** Whether a Content-Type header names this type; parameters such as a charset do not count. */
export function isContentType(header: string | undefined, type: string): boolean {
  return header === type || header?.split(';')[0]?.trim().toLowerCase() === type;
}
