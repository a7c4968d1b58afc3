/** Presets as patches: `lecture` is written out, `quick` and `full` say what differs. */
import type { LabPreset } from './lab';

/** Part of some settings; lists are whole or left out. */
export type Patch<Settings> = {
  readonly [Key in keyof Settings]?: Settings[Key] extends readonly unknown[]
    ? Settings[Key]
    : Settings[Key] extends object
      ? Patch<Settings[Key]>
      : Settings[Key];
};

/** Settings by preset. */
export function presets<Settings extends object>(
  lecture: Settings,
  { quick, full }: { readonly quick: Patch<Settings>; readonly full: Patch<Settings> },
): Readonly<Record<LabPreset, Settings>> {
  return { quick: patched(lecture, quick), lecture, full: patched(lecture, full) };
}

/** The settings with those of the patch in place of their own. */
export function patched<Settings extends object>(settings: Settings, patch: Patch<Settings>): Settings {
  const own = new Map<string, unknown>(Object.entries(settings));
  const changed = Object.entries(patch).map(([key, value]) => {
    const before = own.get(key);
    return [key, isGroup(before) && isGroup(value) ? patched(before, value) : value];
  });
  return { ...settings, ...Object.fromEntries(changed) };
}

/** Settings within settings: an object that is no list. */
export function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
