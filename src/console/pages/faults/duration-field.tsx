import { Field } from '../../components/fields.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { DURATION_UNITS, type Duration, type DurationUnit } from './duration.ts';

/** A length of time: a number and its unit. */
export function DurationField({
  label,
  hint,
  problem,
  value,
  onValue,
}: {
  label: string;
  hint?: string | undefined;
  problem?: string | undefined;
  value: Duration;
  onValue: (value: Duration) => void;
}) {
  const { faults } = useTexts();
  const { amount, unit } = value;
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(ids) => (
        <span class="duration">
          <input
            type="text"
            inputMode="decimal"
            autocomplete="off"
            value={amount}
            onInput={({ currentTarget }) => onValue({ amount: currentTarget.value, unit })}
            {...ids}
          />
          <select
            aria-label={faults.unitOf(label)}
            value={unit}
            onChange={({ currentTarget }) => onValue({ amount, unit: currentTarget.value as DurationUnit })}
          >
            {DURATION_UNITS.map((one) => (
              <option key={one} value={one}>
                {faults.units[one]}
              </option>
            ))}
          </select>
        </span>
      )}
    </Field>
  );
}
