import { version as nodeVersion } from 'node:process';
import type { PrintOptions } from '../../../flags.ts';
import type { Io } from '../../../io.ts';
import { tell } from '../../../tell.ts';
import { VERSION } from '../../../version.ts';
import { openOutputFile } from '../output-file.ts';
import type { ReportLine } from './report-line.ts';

/** A page that is written at the end of a run. */
export interface ReportPage {
  /** Writes the page and says where it is. @throws SimError FILE_UNWRITABLE */
  write(line: ReportLine): Promise<void>;
}

/**
 * Sees that the page can be written; what is there stays until then.
 * @param file as it was given, if it was
 * @throws SimError FILE_UNWRITABLE
 */
export async function openPage(
  file: string | undefined,
  { io, print }: { io: Io; print: PrintOptions },
): Promise<ReportPage | undefined> {
  const output = await openOutputFile(file, io.cwd);
  return (
    output && {
      async write(line) {
        const { renderReport } = await import('./render-report.ts'); // nobody else waits for it
        await output.write(renderReport(line, { version: VERSION, nodeVersion }));
        tell(io, print, `The report is in ${file}`);
      },
    }
  );
}
