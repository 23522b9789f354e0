import { drawingGrid, gridValue } from '../../tsl/grid.ts';
import type { NumberType } from '../../tsl/model.ts';

/** How wide a number's range is: that of its model, or where that has no bounds the one from which values are drawn. */
export function rangeOf(type: NumberType): number {
  const grid = drawingGrid(type);
  const width = gridValue(grid, grid.last) - gridValue(grid, 0n);
  return Math.min(Math.max(width, 0), Number.MAX_VALUE);
}
