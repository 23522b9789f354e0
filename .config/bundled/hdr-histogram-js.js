// Stands for hdr-histogram-js in the bundle: `build` as its own builder does it, without the compression and
// WebAssembly that nobody here uses and that take 20 ms to load.
import int32 from 'hdr-histogram-js/dist/Int32Histogram.js';

export function build({ lowestDiscernibleValue, highestTrackableValue, numberOfSignificantValueDigits }) {
  return new int32.default(lowestDiscernibleValue, highestTrackableValue, numberOfSignificantValueDigits);
}
