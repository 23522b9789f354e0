import type { FleetReport } from '../../../engine/fleet/report/report.ts';
import { checkThresholds } from '../../../engine/fleet/report/thresholds.ts';
import type { ExitCode } from '../../../errors.ts';
import type { PrintOptions } from '../../flags.ts';
import type { Io } from '../../io.ts';
import type { FleetLine } from '../../reporters/fleet-schema.ts';
import type { OutputFlags } from '../fleet-flags.ts';
import type { FleetWay } from '../view/explain-rate.ts';
import { exitCodeOf, printFleet } from './finish-fleet.ts';
import { openPage } from './html/open-page.ts';
import { writeJunit } from './junit.ts';
import { openOutputFile } from './output-file.ts';

/** What is made of a report. */
export interface FleetOutputs {
  /** Prints it, and writes the files that were asked for. @throws SimError FILE_UNWRITABLE */
  write(report: FleetReport, line: FleetLine, way?: Omit<FleetWay, 'cores'>): Promise<ExitCode>;
}

/** Sees that all can be written, before there is anything to write. @throws SimError FILE_UNWRITABLE */
export async function openOutputs(
  { failIf, junit, report: pageFile }: OutputFlags,
  { io, print }: { io: Io; print: PrintOptions },
): Promise<FleetOutputs> {
  const file = await openOutputFile(junit, io.cwd);
  const page = await openPage(pageFile, { io, print });
  return {
    async write(report, bareLine, way) {
      const thresholds = checkThresholds(failIf, report);
      const line = thresholds.length > 0 ? { ...bareLine, thresholds } : bareLine;
      printFleet({ report, line, way }, { io, print });
      await file?.write(writeJunit(line));
      await page?.write(line);
      return exitCodeOf(report, thresholds);
    },
  };
}
