import { useState } from 'preact/hooks';
import type { DeviceJson } from '../../../emulator/api/shapes.ts';
import { request } from '../../api.ts';
import { FormDialog } from '../../components/dialog.tsx';
import { TextField } from '../../components/fields.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { devicePath } from './device-path.ts';

/** A device's nickname, and a way to change it. */
export function Nickname({ device }: { device: DeviceJson }) {
  const { common, device: texts } = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      {device.nickname === '' ? common.none : device.nickname}
      <button
        type="button"
        class="quiet"
        aria-label={`${common.edit}: ${texts.nickname}`}
        onClick={() => setIsOpen(true)}
      >
        {common.edit}
      </button>
      {isOpen && <NicknameDialog device={device} onClose={() => setIsOpen(false)} />}
    </>
  );
}

function NicknameDialog({ device, onClose }: { device: DeviceJson; onClose: () => void }) {
  const { common, device: texts, devices } = useTexts();
  const [nickname, setNickname] = useState(device.nickname);
  const save = async (): Promise<void> => {
    await request(devicePath(device), { method: 'PATCH', body: { nickname: nickname.trim() } });
  };
  return (
    <FormDialog
      title={texts.nickname}
      submit={common.save}
      isSaidByFields={({ issues }) => issues.some(({ path }) => path === 'nickname')}
      onSubmit={save}
      onClose={onClose}
    >
      {({ problem }) => (
        <TextField
          label={texts.nickname}
          hint={devices.nicknameRule}
          problem={problem?.issues.some(({ path }) => path === 'nickname') ? devices.nicknameRule : undefined}
          value={nickname}
          onValue={setNickname}
          autoFocus
        />
      )}
    </FormDialog>
  );
}
