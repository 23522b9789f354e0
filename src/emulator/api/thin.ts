import type { Point } from '../history.ts';

/** What of the points of one part of the time is drawn. */
interface Part {
  readonly number: number;
  readonly first: Point;
  least: Point;
  greatest: Point;
  /** Whether the least came before the greatest. */
  isLeastFirst: boolean;
  last: Point;
}

/**
 * Leaves so many points that their line, drawn in so many columns, is that of all of them: the first, the last, the
 * least and the greatest of each part of the time ("M4").
 * @param points by time
 * @param range.fromMs where the first part begins; by default with the first point
 * @param range.toMs where the last part ends; by default with the last point
 */
export function thin(
  points: readonly Point[],
  {
    parts,
    fromMs = points[0]?.[0] ?? 0,
    toMs = points.at(-1)?.[0] ?? 0,
  }: { parts: number; fromMs?: number | undefined; toMs?: number | undefined },
): readonly Point[] {
  if (points.length <= 4 * parts) return points;
  const rangeMs = Math.max(1, toMs - fromMs);
  const kept: Point[] = [];
  let part: Part | undefined;
  for (const point of points) {
    const [timeMs, value] = point;
    const number = Math.min(parts - 1, Math.floor(((timeMs - fromMs) * parts) / rangeMs));
    if (number !== part?.number) {
      if (part !== undefined) kept.push(...pointsOf(part));
      part = { number, first: point, least: point, greatest: point, isLeastFirst: true, last: point };
      continue;
    }
    part.last = point;
    if (value < part.least[1]) {
      part.least = point;
      part.isLeastFirst = false;
    }
    if (value > part.greatest[1]) {
      part.greatest = point;
      part.isLeastFirst = true;
    }
  }
  if (part !== undefined) kept.push(...pointsOf(part));
  return kept;
}

/** In the order of their time, each once. */
function pointsOf({ first, least, greatest, isLeastFirst, last }: Part): Set<Point> {
  const [one, other] = isLeastFirst ? [least, greatest] : [greatest, least];
  return new Set([first, one, other, last]);
}
