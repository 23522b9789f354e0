/** Numbers below are seconds since 1970, others milliseconds: as seconds it is the year 5138, as milliseconds 1973. */
const LEAST_MS = 100_000_000_000;

/** The greatest time that JavaScript has. */
const MOST_MS = 8_640_000_000_000_000;

const NUMBER = /^\d{1,16}(?:\.\d+)?$/;
const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?)? ?(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/**
 * Reads the time of a recorded reading, as ms since 1970: a number of milliseconds or seconds, told apart by its size,
 * or an ISO time. One that names no zone is UTC, a day alone its midnight. Undefined for anything else.
 */
export function readTime(text: string): number | undefined {
  const trimmed = text.trim();
  if (NUMBER.test(trimmed)) {
    const number = Number(trimmed);
    const timeMs = Math.round(number < LEAST_MS ? number * 1000 : number);
    return timeMs <= MOST_MS ? timeMs : undefined;
  }
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone = 'Z'] =
    ISO.exec(trimmed) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const dayMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (new Date(dayMs).toISOString().slice(0, 10) !== `${year}-${month}-${day}`) return undefined; // 30 February
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  const timeMs = dayMs + seconds * 1000 + Math.floor(Number(fraction) * 1000) - zoneMs(zone);
  return timeMs >= 0 ? timeMs : undefined; // the platform knows none before 1970
}

/** How far a zone is ahead of UTC: `Z`, `+08:00`, `+0800` or `+08`. */
function zoneMs(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const digits = zone.replace(/\D/g, '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
