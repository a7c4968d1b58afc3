/**
 * One slide with one knob changed: a lab's settings with some of them set anew by name, e.g. `ppo.clipRatio`. A knob is a
 * number, a switch or a list of numbers; options that a preset leaves to a trainer's defaults are knobs too.
 */
import { UserError } from '../errors';
import { ppoDefaults } from '../train/ppo-options';
import { rewardModelDefaults } from '../train/reward-model';
import { sftDefaults } from '../train/sft';
import { isGroup } from './presets';

/** New values by name, e.g. `{ 'ppo.clipRatio': 0.1 }`. */
export type Changes = Readonly<Record<string, unknown>>;

/** What settings of this name may leave out. */
const trainers = new Map<string, object>([
  ['ppo', ppoDefaults],
  ['rewardModel', rewardModelDefaults],
  ['sft', sftDefaults],
]);

/** The settings with these changes. @throws UserError that names a knob there is none of, or a value of another kind. */
export function withChanges<Settings extends object>(
  lab: string,
  settings: Settings,
  changes: Changes,
): Settings {
  const known = new Map(knobsOf(settings));
  return Object.entries(changes).reduce((changed, [name, value]) => {
    if (!known.has(name))
      throw new UserError(
        `lab ${lab}: no setting "${name}"; expected one of ${[...known.keys()].sort().join(', ')}`,
      );
    const kind = kindOf(known.get(name));
    if (kindOf(value) !== kind) {
      const found = typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
      throw new UserError(`lab ${lab}: ${name} is ${found}; expected ${kind}`);
    }
    return withValue(changed, name.split('.'), value);
  }, settings);
}

/** What can be changed, with its value, by name. */
function knobsOf(settings: object, parents: readonly string[] = []): [name: string, value: unknown][] {
  const all = { ...trainers.get(parents[parents.length - 1]), ...settings };
  return Object.entries(all).flatMap(([key, value]): [string, unknown][] => {
    // Seeds of trainers come from the lab's; the center of a sweep is one of its cells, which are no knobs.
    if (key === 'seed' || key === 'center') return [];
    const path = [...parents, key];
    if (isGroup(value)) return knobsOf(value, path);
    return kindOf(value) === undefined ? [] : [[path.join('.'), value]];
  });
}

/** In words; nothing for what is no knob. An option that is off, null, is a number when it is on. */
function kindOf(value: unknown): string | undefined {
  if (typeof value === 'number' || value === null) return 'a number';
  if (typeof value === 'boolean') return 'true or false';
  const numbers = Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'number');
  return numbers ? 'a list of numbers, e.g. [1,2,3]' : undefined;
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
