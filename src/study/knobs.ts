/**
 * One slide with one knob changed: a lab's settings with some of them set anew by name, e.g. `ppo.clipRatio`. All options
 * of a trainer are knobs, those that a preset leaves to their defaults too, and take what their declaration says; of
 * a lab's own settings those that are a number, a switch or a list of numbers.
 */
import { UserError } from '../errors';
import { faultOf, type Option } from '../train/declared';
import { trainerOptions } from '../train/trainers';
import { isGroup } from './presets';

/** New values by name, e.g. `{ 'ppo.clipRatio': 0.1 }`. */
export type Changes = Readonly<Record<string, unknown>>;

/**
 * The settings with these changes.
 * @throws UserError that names a knob there is none of, or a value that it cannot take.
 */
export function withChanges<Settings extends object>(
  lab: string,
  settings: Settings,
  changes: Changes,
): Settings {
  const known = new Map(knobsOf(settings));
  return Object.entries(changes).reduce((changed, [name, value]) => {
    const knob = known.get(name);
    if (knob === undefined)
      throw new UserError(
        `lab ${lab}: no setting "${name}"; expected one of ${[...known.keys()].sort().join(', ')}`,
      );
    const fault = knob(name, value);
    if (fault !== undefined) throw new UserError(`lab ${lab}: ${fault}`);
    return withValue(changed, name.split('.'), value);
  }, settings);
}

/** What is wrong with a value of the knob of this name; nothing where it can be taken. */
type Knob = (name: string, value: unknown) => string | undefined;

const declared =
  (option: Option): Knob =>
  (name, value) =>
    faultOf(name, option, value);

/** A setting of the lab's own takes values of the kind that it has: a count stays one, and no amount is below 0. */
const like =
  (own: unknown, kind: string): Knob =>
  (name, value) => {
    const other = (expected: string) => `${name} is ${JSON.stringify(value)}; expected ${expected}`;
    if (kindOf(value) !== kind) return other(kind);
    if (typeof own !== 'number' || typeof value !== 'number') return undefined;
    const isCount = Number.isInteger(own) && own >= 1;
    if (isCount && !(Number.isInteger(value) && value >= 1)) return other('a whole number from 1 up');
    return value < 0 ? other('a number from 0 up') : undefined;
  };

/** All knobs by name. */
function knobsOf(settings: object, parents: readonly string[] = []): [name: string, knob: Knob][] {
  const options = trainerOptions.get(parents[parents.length - 1]) ?? {};
  const names = new Set([...Object.keys(options), ...Object.keys(settings)]);
  const values = new Map<string, unknown>(Object.entries(settings));
  return [...names].flatMap((name): [string, Knob][] => {
    // Seeds of trainers come from the lab's; the center of a sweep is one of its cells, which are no knobs.
    if (name === 'seed' || name === 'center') return [];
    const path = [...parents, name];
    if (Object.hasOwn(options, name)) return [[path.join('.'), declared(options[name])]];
    const value = values.get(name);
    if (isGroup(value)) return knobsOf(value, path);
    const kind = kindOf(value);
    return kind === undefined ? [] : [[path.join('.'), like(value, kind)]];
  });
}

/** In words; nothing for what is no knob. */
function kindOf(value: unknown): string | undefined {
  if (Number.isFinite(value)) return 'a number';
  if (typeof value === 'boolean') return 'true or false';
  // A seed or a cell given twice would count as evidence twice.
  const numbers = Array.isArray(value) && value.length > 0 && value.every(Number.isFinite);
  return numbers && new Set(value).size === value.length
    ? 'a list of different numbers, e.g. [1,2,3]'
    : undefined;
}

function withValue<Settings extends object>(
  settings: Settings,
  [key, ...rest]: readonly string[],
  value: unknown,
): Settings {
  if (rest.length === 0) return { ...settings, [key]: value };
  const inner: unknown = Object.entries(settings).find(([name]) => name === key)?.[1];
  return { ...settings, [key]: withValue(isGroup(inner) ? inner : {}, rest, value) };
}
