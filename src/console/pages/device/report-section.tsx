import type { DeviceJson } from '../../../emulator/api/shapes.ts';
import { saveFile } from '../../api.ts';
import { CopyButton } from '../../components/copy.tsx';
import { Loaded } from '../../components/page.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { type ReleasedModel, tslFileName, useReleasedModel } from './released-model.ts';
import { quoted, terminalCommand, withSecret } from './terminal-command.ts';
import type { Secret } from './use-secret.ts';

/** The lines with which a terminal becomes the device; they hold the secret once it is shown or copied. */
export function ReportSection({ device, secret }: { device: DeviceJson; secret: Secret }) {
  const { device: texts } = useTexts();
  const model = useReleasedModel(device.productKey);
  return (
    <section class="section">
      <h2>{texts.report}</h2>
      <Loaded resource={model}>
        {(released) => <Command device={device} secret={secret} model={released} />}
      </Loaded>
    </section>
  );
}

function Command({
  device: { productKey, deviceName },
  secret: { shown, read },
  model: { tsl, text },
}: {
  device: DeviceJson;
  secret: Secret;
  model: ReleasedModel;
}) {
  const { device: texts } = useTexts();
  const command = terminalCommand({ origin: location.origin, productKey, deviceName, tsl });
  const copied = async (): Promise<string> => withSecret(command, shown ?? (await read()));
  return (
    <>
      <div class="command">
        <pre>
          {command.head}
          {shown === undefined ? <span class="masked">{texts.dots}</span> : quoted(shown)}
          {command.tail}
        </pre>
        <CopyButton text={copied} label={texts.report} />
      </div>
      <ul class="hints">
        {command.hints.map((hint) => (
          <li key={hint}>
            {texts.hints[hint]}
            {hint === 'tsl' && <SaveTsl name={tslFileName(productKey)} text={text} />}
          </li>
        ))}
        {shown === undefined && <li>{texts.copyHint}</li>}
      </ul>
    </>
  );
}

function SaveTsl({ name, text }: { name: string; text: string }) {
  const { device: texts } = useTexts();
  return (
    <button type="button" class="quiet" onClick={() => saveFile(text, name)}>
      {texts.downloadFile(name)}
    </button>
  );
}
