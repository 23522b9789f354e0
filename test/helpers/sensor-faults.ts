import { parseSensorFault } from '../../src/config/parse-sensor-fault.ts';
import type { SensorFault } from '../../src/readings/faults/sensor-fault.ts';

/** The fault that a text says. */
export function sensorFault(text: string): SensorFault {
  const parsed = parseSensorFault(text);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.value;
}
