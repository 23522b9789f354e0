import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { en, type Texts } from './en.ts';
import { zh } from './zh.ts';

/** The languages the page speaks. */
export type Language = 'en' | 'zh';

const TEXTS: Readonly<Record<Language, Texts>> = { en, zh };
const STORED = 'language';

/** The language of everything below. */
export const LanguageContext = createContext<Language>('en');

/** The language that was chosen before, or the browser's. */
export function initialLanguage(): Language {
  const wanted = stored() ?? navigator.language;
  return wanted.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** Remembers a choice; where the browser keeps nothing, it lasts as long as the page. */
export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(STORED, language);
  } catch {}
}

function stored(): string | undefined {
  try {
    return localStorage.getItem(STORED) ?? undefined;
  } catch {
    return undefined;
  }
}

/** What the page says, in the language that was chosen. */
export function useTexts(): Texts {
  return TEXTS[useContext(LanguageContext)];
}

/** Writes times and numbers as the language has them. */
export interface Formats {
  /** Date and time to the second. */
  time(ms: number): string;
  /** The time of day with milliseconds. */
  clock(ms: number): string;
  /** The time of day to the second, and to the minute. */
  second(ms: number): string;
  minute(ms: number): string;
  /** The day and the month. */
  day(ms: number): string;
  /** How long ago, in one unit: `12 s ago`. Never in the future. */
  age(ms: number): string;
  number(value: number): string;
}

/** Formats of the language that was chosen. */
export function useFormats(): Formats {
  return FORMATS[useContext(LanguageContext)];
}

const SECOND = 1000;
const UNITS: readonly [unit: 'day' | 'hour' | 'minute' | 'second', ms: number][] = [
  ['day', 86_400 * SECOND],
  ['hour', 3600 * SECOND],
  ['minute', 60 * SECOND],
  ['second', SECOND],
];

function createFormats(locale: string): Formats {
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const parts = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const minute = new Intl.DateTimeFormat(locale, parts);
  const second = new Intl.DateTimeFormat(locale, { ...parts, second: '2-digit' });
  const clock = new Intl.DateTimeFormat(locale, { ...parts, second: '2-digit', fractionalSecondDigits: 3 });
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
  const age = new Intl.RelativeTimeFormat(locale, { style: 'narrow' });
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 20 });
  return {
    time: (ms) => time.format(ms),
    clock: (ms) => clock.format(ms),
    second: (ms) => second.format(ms),
    minute: (ms) => minute.format(ms),
    day: (ms) => day.format(ms),
    age(ms) {
      const [unit, length] = UNITS.find(([, unitMs]) => ms >= unitMs) ?? ['second', SECOND];
      return age.format(-Math.max(0, Math.floor(ms / length)), unit);
    },
    number: (value) => number.format(value),
  };
}

const FORMATS: Readonly<Record<Language, Formats>> = {
  en: createFormats('en-GB'),
  zh: createFormats('zh-CN'),
};
