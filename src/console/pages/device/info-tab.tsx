import type { DeviceJson } from '../../../emulator/api/shapes.ts';
import { CopyButton } from '../../components/copy.tsx';
import { Failed } from '../../components/page.tsx';
import { Facts, Time } from '../../components/parts.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { ManageDevice } from './manage-device.tsx';
import { Nickname } from './nickname.tsx';
import { ReportSection } from './report-section.tsx';
import { type Secret, useSecret } from './use-secret.ts';

/** A device's certificate, how to report with it, its facts, and what can be done with it. */
export function InfoTab({ device }: { device: DeviceJson }) {
  const { device: texts } = useTexts();
  const secret = useSecret(device);
  const { productKey, deviceName, iotId } = device;
  return (
    <>
      <section class="section certificate">
        <h2>{texts.certificate}</h2>
        <Facts
          facts={[
            ['ProductKey', <Copyable key="0" name="ProductKey" text={productKey} />],
            ['DeviceName', <Copyable key="1" name="DeviceName" text={deviceName} />],
            ['DeviceSecret', <SecretValue key="2" secret={secret} />],
          ]}
        />
        {secret.action.problem !== undefined && <Failed problem={secret.action.problem} />}
      </section>
      <ReportSection device={device} secret={secret} />
      <section class="section">
        <h2>{texts.facts}</h2>
        <Facts
          facts={[
            [texts.nickname, <Nickname key="0" device={device} />],
            ['IotId', <Copyable key="1" name="IotId" text={iotId} />],
            [texts.created, <Time key="2" ms={device.createdAtMs} />],
            [texts.activated, <Time key="3" ms={device.activatedAtMs} />],
            [texts.lastOnline, <Time key="4" ms={device.onlineAtMs} />],
            [texts.lastOffline, <Time key="5" ms={device.offlineAtMs} />],
          ]}
        />
      </section>
      <ManageDevice device={device} />
    </>
  );
}

function Copyable({ name, text }: { name: string; text: string }) {
  return (
    <>
      <code>{text}</code>
      <CopyButton text={text} label={name} />
    </>
  );
}

function SecretValue({ secret: { shown, toggle, read } }: { secret: Secret }) {
  const { device: texts } = useTexts();
  return (
    <>
      {shown === undefined ? (
        <span role="img" aria-label={texts.hidden}>
          {texts.dots}
        </span>
      ) : (
        <code>{shown}</code>
      )}
      <button type="button" class="quiet" onClick={toggle}>
        {shown === undefined ? texts.show : texts.hide}
      </button>
      <CopyButton text={shown ?? read} label="DeviceSecret" />
    </>
  );
}
