/** `strftime_now` of chat templates: a moment as Python's `strftime` writes it in English, in local time. */
import { fail } from './values';

const months = 'January February March April May June July August September October November December'.split(
  ' ',
);
const days = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const two = (value: number) => String(value).padStart(2, '0');

const directives: Readonly<Record<string, (date: Date) => string>> = {
  '%': () => '%',
  A: (date) => days[date.getDay()],
  B: (date) => months[date.getMonth()],
  H: (date) => two(date.getHours()),
  I: (date) => two(date.getHours() % 12 || 12),
  M: (date) => two(date.getMinutes()),
  S: (date) => two(date.getSeconds()),
  Y: (date) => String(date.getFullYear()),
  a: (date) => days[date.getDay()].slice(0, 3),
  b: (date) => months[date.getMonth()].slice(0, 3),
  d: (date) => two(date.getDate()),
  m: (date) => two(date.getMonth() + 1),
  p: (date) => (date.getHours() < 12 ? 'AM' : 'PM'),
  y: (date) => two(date.getFullYear() % 100),
};

/** @throws Error on a directive that is not written here. */
export function strftime(date: Date, format: string): string {
  return format.replace(/%(.?)/gs, (_, name: string) =>
    Object.hasOwn(directives, name)
      ? directives[name](date)
      : fail(`strftime_now: %${name} is not supported`),
  );
}
