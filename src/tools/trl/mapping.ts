/**
 * This library's options in TRL's words, one to one: what a trainer's settings are called in the config of TRL's
 * command line (`trl sft --config sft.yaml`; names of trl 1.16 and transformers 5.24). What has no counterpart there
 * is listed with the reason, never dropped silently. Each option's own rule is in its declaration.
 */
import type { Declared, Settings, TrlEntries, TrlRule } from '../../train/declared';

/** What TRL's command line trains. */
export type TrlMethod = 'sft' | 'reward' | 'dpo' | 'grpo';

/** A setting that TRL has no word for, or another meaning. */
interface Unmapped {
  readonly option: string;
  readonly value: unknown;
  readonly why: string;
}

/** A trainer's settings in TRL's words. */
export interface TrlSettings {
  readonly entries: TrlEntries;
  /** Which option of ours became which entries. */
  readonly mapped: readonly {
    readonly option: string;
    readonly value: unknown;
    readonly entries: readonly string[];
  }[];
  readonly unmapped: readonly Unmapped[];
}

/** Our trainers with a counterpart there. */
export type MappedTrainer = 'sft' | 'reward' | 'dpo' | 'grpo' | 'ppo';

/** What differs between the two sides although the words are the same. */
export const differences: Readonly<Record<MappedTrainer, readonly string[]>> = (() => {
  const order = 'Examples come in another order: the generators differ.';
  const warmup =
    'In the warm-up, step s (from 0) has the rate s / warmup_steps of the highest there, and (s + 1) / warmup_steps here.';
  const kl =
    'beta is the price of a nat a token in the loss (k3) there. In GRPO here it is the same; in PPO here it is taken ' +
    'from the reward, which counts in standard deviations above the SFT model.';
  const rounds = 'Rates move with every optimiser step there, and with every round here.';
  return {
    sft: [order, warmup],
    reward: [order, warmup],
    dpo: [order, warmup],
    grpo: [order, warmup, rounds, kl],
    ppo: [
      'TRL’s command line has no PPO; this is GRPO with the same rates, sizes and clip range: the advantage of a reply ' +
        'is measured against its group, not by a value network. num_generations is new.',
      order,
      warmup,
      rounds,
      kl,
    ],
  };
})();

/** What a rule makes of a value, or why it makes nothing. */
function translated(rule: TrlRule | undefined, value: unknown, all: Settings): TrlEntries | string {
  if (rule === undefined) return 'no counterpart is known';
  if (typeof rule === 'function') return rule(value, all);
  if (typeof rule === 'object' && 'lost' in rule)
    return 'unless' in rule && value === rule.unless ? {} : rule.lost;
  if (typeof value !== 'number' && typeof value !== 'boolean' && typeof value !== 'string')
    return 'it is not set';
  return Object.fromEntries((typeof rule === 'string' ? [rule] : rule).map((name) => [name, value]));
}

/**
 * A trainer's settings in TRL's words.
 * @param table what declares them; PPO's become GRPO's.
 * @param settings all of them, by this library's names.
 */
export function toTrl(table: Readonly<Record<string, Declared<unknown>>>, settings: Settings): TrlSettings {
  const entries: Record<string, TrlEntries[string]> = {};
  const mapped: { option: string; value: unknown; entries: string[] }[] = [];
  const unmapped: Unmapped[] = [];
  for (const [option, value] of Object.entries(settings)) {
    const rule = Object.hasOwn(table, option) ? table[option].trl : undefined;
    const found = translated(rule, value, settings);
    if (typeof found === 'string') unmapped.push({ option, value, why: found });
    else {
      Object.assign(entries, found);
      mapped.push({ option, value, entries: Object.keys(found) });
    }
  }
  return { entries, mapped, unmapped };
}

/** YAML of plain values, which JSON's writing of them is too. */
export function toYaml(entries: TrlEntries, comments: readonly string[]): string {
  const head = comments.map((comment) => `# ${comment}\n`).join('');
  // YAML 1.1 takes 1e-4 for a text: numbers need a point.
  const write = (value: TrlEntries[string]) =>
    typeof value === 'number' ? yamlNumber(value) : JSON.stringify(value);
  return (
    head +
    Object.entries(entries)
      .map(([key, value]) => `${key}: ${write(value)}\n`)
      .join('')
  );
}

function yamlNumber(value: number): string {
  const text = String(value);
  return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text;
}
