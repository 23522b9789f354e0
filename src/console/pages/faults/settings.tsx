import { useRef, useState } from 'preact/hooks';
import { apiPath, request } from '../../api.ts';
import { Checkbox, TextField } from '../../components/fields.tsx';
import { Failed } from '../../components/page.tsx';
import { Time } from '../../components/parts.tsx';
import { useAction } from '../../resource.ts';
import { toDuration } from './duration.ts';
import { DurationField } from './duration-field.tsx';
import { SettingForm } from './setting-form.tsx';
import { readLife, readOffset, readRateLimit, type SettingsJson } from './settings-model.ts';
import { useWords } from './use-words.ts';

interface SettingProps {
  readonly settings: SettingsJson;
  /** Sends what is to be changed. @throws ApiProblem */
  readonly change: (changes: Partial<SettingsJson>) => Promise<void>;
}

/** The emulator's settings that can break a device's run. */
export function Settings({
  settings,
  time,
  onChange,
}: {
  settings: SettingsJson;
  /** The emulator's time. */
  time: number;
  onChange: () => void;
}) {
  const { texts } = useWords();
  const change = async (changes: Partial<SettingsJson>): Promise<void> => {
    await request(apiPath('settings'), { method: 'PATCH', body: changes });
    onChange();
  };
  const shared = { settings, change };
  return (
    <section class="section">
      <h2>{texts.settings}</h2>
      <div class="settings">
        <ClockSetting {...shared} time={time} />
        <LifeSetting {...shared} />
        <RateSetting {...shared} />
        <div class="setting">
          <Switch {...shared} name="signsEveryField" />
          <Switch {...shared} name="revokesEarlierTokens" />
        </div>
      </div>
    </section>
  );
}

function ClockSetting({ settings, change, time }: SettingProps & { time: number }) {
  const { clock } = useWords().texts;
  const action = useAction();
  return (
    <SettingForm
      current={toDuration(settings.clockOffsetMs)}
      read={readOffset}
      save={(clockOffsetMs) => change({ clockOffsetMs })}
      field={(props) => <DurationField label={clock.name} hint={clock.hint} {...props} />}
    >
      {settings.clockOffsetMs !== 0 && (
        <button
          type="button"
          class="quiet"
          onClick={() => void action.run(() => change({ clockOffsetMs: 0 }))}
        >
          {clock.reset}
        </button>
      )}
      <span class="dim">
        {clock.now} <Time ms={time} />
      </span>
      {action.problem !== undefined && <Failed problem={action.problem} />}
    </SettingForm>
  );
}

function LifeSetting({ settings, change }: SettingProps) {
  const { tokenTtl } = useWords().texts;
  return (
    <SettingForm
      current={toDuration(settings.tokenTtlMs)}
      read={readLife}
      save={(tokenTtlMs) => change({ tokenTtlMs })}
      field={(props) => <DurationField label={tokenTtl.name} hint={tokenTtl.hint} {...props} />}
    />
  );
}

function RateSetting({ settings, change }: SettingProps) {
  const { rateLimit } = useWords().texts;
  return (
    <SettingForm
      current={settings.rateLimit === null ? '' : String(settings.rateLimit)}
      read={readRateLimit}
      save={(limit) => change({ rateLimit: limit })}
      field={(props) => (
        <TextField label={rateLimit.name} hint={rateLimit.hint} inputMode="numeric" {...props} />
      )}
    />
  );
}

/** A switch counts at once; it shows what was chosen while the emulator is told. */
function Switch({
  settings,
  change,
  name,
}: SettingProps & { name: 'signsEveryField' | 'revokesEarlierTokens' }) {
  const { texts } = useWords();
  const { run, problem } = useAction();
  /** What was chosen, and, once the emulator has been told, the settings of until then: the next ones have it. */
  const [chosen, setChosen] = useState<{ isChecked: boolean; until?: SettingsJson }>();
  const latest = useRef(settings);
  latest.current = settings;
  const isShown = chosen !== undefined && (chosen.until === undefined || chosen.until === settings);
  const choose = (isChecked: boolean): void => {
    void run(async () => {
      setChosen({ isChecked });
      try {
        await change({ [name]: isChecked });
      } catch (error) {
        setChosen(undefined);
        throw error;
      }
      setChosen({ isChecked, until: latest.current });
    });
  };
  return (
    <>
      <Checkbox
        label={texts[name].name}
        hint={texts[name].hint}
        isChecked={isShown ? chosen.isChecked : settings[name]}
        onChecked={choose}
      />
      {problem !== undefined && <Failed problem={problem} />}
    </>
  );
}
