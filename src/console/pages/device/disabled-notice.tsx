import type { DeviceJson } from '../../../emulator/api/shapes.ts';
import { request } from '../../api.ts';
import { Failed } from '../../components/page.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useAction } from '../../resource.ts';
import { devicePath } from './device-path.ts';

/** Says on top of every tab that the platform refuses the device, and lets it in again. */
export function DisabledNotice({ device }: { device: DeviceJson }) {
  const { device: texts } = useTexts();
  const { run, problem } = useAction();
  const enable = (): Promise<void> =>
    run(async () => {
      await request(devicePath(device), { method: 'PATCH', body: { isEnabled: true } });
      document.querySelector<HTMLElement>('.tabs [aria-current]')?.focus(); // what is pressed here goes away
    });
  return (
    <>
      <div class="notice is-problem">
        <p>{texts.disabledNotice}</p>
        <button type="button" onClick={() => void enable()}>
          {texts.enable}
        </button>
      </div>
      {problem !== undefined && <Failed problem={problem} />}
    </>
  );
}
