/**
 * Text line by line as it comes, so that it may be larger than the memory.
 * @param most a line of more characters is given as undefined
 */
export async function* linesOf(
  pieces: AsyncIterable<string>,
  most: number,
): AsyncGenerator<string | undefined> {
  let rest: string | undefined = '';
  const joined = (more: string): string | undefined =>
    rest === undefined || rest.length + more.length > most ? undefined : rest + more;
  for await (const piece of pieces) {
    const parts = piece.split('\n');
    const last = parts.pop() ?? '';
    for (const part of parts) {
      yield joined(part);
      rest = '';
    }
    rest = joined(last);
  }
  if (rest !== '') yield rest;
}
