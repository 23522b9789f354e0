import { describe, expect, onTestFinished, test } from 'vitest';
import { liveView } from '../../../../src/cli/fleet/view/live-view.ts';
import { memoryIo } from '../../../helpers/memory-io.ts';
import { durations, madeReport } from '../made-report.ts';

const PRINT = { json: false, quiet: false, verbose: false, isColored: false };
const UP_AND_CLEAR = '\u001b[1A\u001b[2K';

function useView() {
  const controller = new AbortController();
  const io = memoryIo([], { isTerminal: true, env: { LANG: 'C.UTF-8' }, stop: controller.signal });
  const view = liveView(io, PRINT, { durationMs: 60_000 });
  onTestFinished(view.end);
  /** What was printed since it was last asked. */
  let seen = 0;
  const printed = (): string => {
    const { stderr } = io.text;
    const news = stderr.slice(seen);
    seen = stderr.length;
    return news;
  };
  const stderr = io.streams.stderr as NodeJS.WriteStream & { columns: number };
  const resize = (columns: number): void => {
    stderr.columns = columns;
    stderr.emit('resize');
  };
  return { view, printed, resize, stderr, stop: () => controller.abort() };
}

const report = madeReport({
  durationMs: 10_000,
  devices: 7,
  sent: 700,
  pending: 2,
  latency: durations(12),
  service: durations(3),
});

describe('the block at the bottom of a terminal', () => {
  test('is drawn anew with each report', () => {
    const { view, printed } = useView();
    expect(printed()).toContain('starting');
    view.show(report);
    expect(printed()).toMatch(/10s · 50s left · 7 devices · Ctrl-C stops\nreadings {3}700 sent, 2 waiting\n/);
    view.show({ ...report, sent: 800 });
    expect(printed()).toContain('800 sent');
  });

  test('says at once that the run stops', () => {
    const { view, printed, stop } = useView();
    view.show(report);
    printed();
    stop();
    expect(printed()).toContain('stopping; Ctrl-C again leaves at once');
  });

  test('fits a terminal that has changed, and leaves nothing of what it has broken there', () => {
    const { view, printed, resize } = useView();
    view.show(report);
    printed();
    resize(40);
    // Four of its lines were longer than 40: the first, and those of the rate, of latency and of service.
    const narrow = printed();
    expect(narrow.split(UP_AND_CLEAR)).toHaveLength(1 + 4);
    for (const line of narrow.slice(narrow.lastIndexOf('\r') + 1).split('\n'))
      expect(line.replace(/\u001b\[[?\d;]*\w/g, '').length).toBeLessThan(40);
    resize(80);
    expect(printed()).not.toContain(UP_AND_CLEAR);
  });

  test('is gone at the end, and the cursor is there again', () => {
    const { view, printed, stderr, resize } = useView();
    view.show(report);
    printed();
    view.end();
    expect(printed()).toBe('\u001b[?25h');
    resize(40);
    expect(stderr.listenerCount('resize')).toBe(0);
    expect(printed()).toBe('');
  });
});
