import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { DeviceJson } from '../../../emulator/api/shapes.ts';
import { apiPath, request, withQuery } from '../../api.ts';
import { FormDialog } from '../../components/dialog.tsx';
import { Failed } from '../../components/page.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useAction } from '../../resource.ts';
import { go, href } from '../../router.ts';
import { devicePath } from './device-path.ts';

/** What can be done with a device: shut it out, end its tokens, delete it. */
export function ManageDevice({ device }: { device: DeviceJson }) {
  const { device: texts } = useTexts();
  return (
    <section class="section">
      <h2>{texts.manage}</h2>
      <ul class="deeds">
        <Enabling device={device} />
        <Revoking device={device} />
        <Deleting device={device} />
      </ul>
    </section>
  );
}

/** What something does, and the button that does it. */
function Deed({ says, children }: { says: ComponentChildren; children: ComponentChildren }) {
  return (
    <li>
      <div>{says}</div>
      {children}
    </li>
  );
}

function Enabling({ device }: { device: DeviceJson }) {
  const { device: texts } = useTexts();
  const { run, problem } = useAction();
  const isDisabled = device.state === 'disabled';
  const change = (): Promise<void> =>
    run(async () => {
      await request(devicePath(device), { method: 'PATCH', body: { isEnabled: isDisabled } });
    });
  return (
    <Deed
      says={
        <>
          <p>{isDisabled ? texts.enableSays : texts.disableSays}</p>
          {problem !== undefined && <Failed problem={problem} />}
        </>
      }
    >
      <button type="button" onClick={() => void change()}>
        {isDisabled ? texts.enable : texts.disable}
      </button>
    </Deed>
  );
}

function Revoking({ device: { productKey, deviceName } }: { device: DeviceJson }) {
  const { device: texts } = useTexts();
  const { run, problem } = useAction();
  const [revoked, setRevoked] = useState<number>();
  const revoke = (): Promise<void> =>
    run(async () => {
      setRevoked(undefined);
      const path = withQuery(apiPath('tokens'), { device: `${productKey}/${deviceName}` });
      setRevoked((await request<{ readonly revoked: number }>(path, { method: 'DELETE' })).revoked);
    });
  return (
    <Deed
      says={
        <>
          <p>{texts.revokeSays}</p>
          <p role="status" class="strong">
            {revoked !== undefined && texts.revoked(revoked)}
          </p>
          {problem !== undefined && <Failed problem={problem} />}
        </>
      }
    >
      <button type="button" onClick={() => void revoke()}>
        {texts.revoke}
      </button>
    </Deed>
  );
}

function Deleting({ device }: { device: DeviceJson }) {
  const { common, device: texts } = useTexts();
  const [isAsking, setIsAsking] = useState(false);
  const { productKey, deviceName } = device;
  const remove = async (): Promise<void> => {
    await request(devicePath(device), { method: 'DELETE' });
    go(href(['devices'], { product: productKey }), { replace: true });
  };
  return (
    <Deed says={<p>{texts.removeSays}</p>}>
      <button type="button" class="danger" onClick={() => setIsAsking(true)}>
        {texts.remove}
      </button>
      {isAsking && (
        <FormDialog
          title={texts.removeTitle(deviceName)}
          submit={common.remove}
          isDanger
          onSubmit={remove}
          onClose={() => setIsAsking(false)}
        >
          <p>{texts.removeSure}</p>
        </FormDialog>
      )}
    </Deed>
  );
}
