import { onTestFinished } from 'vitest';
import { type StandIn, startStandIn } from './stand-in.ts';

/** Starts a stand-in of the platform that stops with the test. */
export async function useStandIn(options: Parameters<typeof startStandIn>[0] = {}): Promise<StandIn> {
  const standIn = await startStandIn(options);
  onTestFinished(() => standIn.close());
  return standIn;
}
