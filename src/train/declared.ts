/**
 * How an option is declared: once, as plain data. From its declaration come the type of a trainer's options, their
 * defaults, the check before a run, the flag and help of the command line, the knob of a lab, the table in README.md,
 * and its name in TRL's configs.
 */
import { UserError } from '../errors';

/** Entries of a config of TRL's command line. */
export type TrlEntries = Readonly<Record<string, string | number | boolean>>;

/** All settings of a trainer by name. */
export type Settings = Readonly<Record<string, unknown>>;

/**
 * What an option is in TRL's configs: the same value under one name or several; entries that are worked out from it and
 * the other settings; or lost, for a reason, but where it has the value that TRL takes anyway.
 */
export type TrlRule =
  | string
  | readonly string[]
  | ((value: unknown, all: Settings) => TrlEntries)
  | { readonly lost: string; readonly unless?: unknown };

/** What every declaration says. */
export interface Declared<Value> {
  readonly default: Value;
  /** One sentence of help, without a full stop. */
  readonly says: string;
  /** What its value is called in a help text, e.g. "share". */
  readonly value?: string;
  readonly trl?: TrlRule;
}

/** The numbers that an option can take; without an upper bound all finite ones. */
interface Range {
  readonly min?: number;
  readonly max?: number;
  /** Bounds that do not belong to the range. */
  readonly above?: number;
  readonly below?: number;
  readonly whole?: boolean;
}

/** A number. */
export interface NumberOption extends Declared<number>, Range {
  readonly kind: 'number';
}

/** A number, or null, which switches something off. */
export interface NumberOrNullOption extends Declared<number | null>, Range {
  readonly kind: 'number or null';
  /** What null does, for a help text, e.g. "never". */
  readonly none: string;
}

/** A switch. */
export interface SwitchOption extends Declared<boolean> {
  readonly kind: 'switch';
}

/** One of some words. */
export interface ChoiceOption<Value extends string = string> extends Declared<Value> {
  readonly kind: 'choice';
  readonly choices: readonly Value[];
}

/** A declaration. */
export type Option = NumberOption | NumberOrNullOption | SwitchOption | ChoiceOption;

/** Declarations by the options' names. */
export type OptionTable = Readonly<Record<string, Option>>;

/** The options that a table declares. */
export type OptionsOf<Table extends Readonly<Record<string, Declared<unknown>>>> = {
  -readonly [Name in keyof Table]: Table[Name]['default'];
};

/** What a declaration says beside its default and its sentence. */
type More<Like extends Option> = Omit<Like, 'kind' | 'default' | 'says' | 'choices' | 'whole'>;

/** Declares a number. */
export const number = (value: number, says: string, more: More<NumberOption> = {}): NumberOption => ({
  kind: 'number',
  default: value,
  says,
  ...more,
});

/** Declares a whole number, from 1 up where `min` does not say otherwise. */
export const count = (value: number, says: string, more: More<NumberOption> = {}): NumberOption => ({
  ...number(value, says, { min: 1, ...more }),
  whole: true,
});

/** Declares a number that can be null. */
export const numberOrNull = (
  value: number | null,
  says: string,
  more: More<NumberOrNullOption>,
): NumberOrNullOption => ({ kind: 'number or null', default: value, says, ...more });

/** Declares a whole number, from 1 up, that can be null. */
export const countOrNull = (
  value: number | null,
  says: string,
  more: More<NumberOrNullOption>,
): NumberOrNullOption => ({ ...numberOrNull(value, says, { min: 1, ...more }), whole: true });

/** Declares a switch. What it says is what it does when it is on. */
export const onOff = (value: boolean, says: string, more: More<SwitchOption> = {}): SwitchOption => ({
  kind: 'switch',
  default: value,
  says,
  ...more,
});

/** Declares a choice. */
export const choice = <Value extends string>(
  value: Value,
  choices: readonly Value[],
  says: string,
  more: More<ChoiceOption> = {},
): ChoiceOption<Value> => ({ kind: 'choice', default: value, choices, says, ...more });

/** The same option with another default. */
export const withDefault = <Like extends Option>(option: Like, value: Like['default']): Like => ({
  ...option,
  default: value,
});

function inRange(value: unknown, { min, max, above, below, whole }: Range): boolean {
  if (typeof value !== 'number' || Number.isNaN(value) || (whole && !Number.isInteger(value))) return false;
  if (below !== undefined && value >= below) return false;
  if (above !== undefined && value <= above) return false;
  return value >= (min ?? -Number.MAX_VALUE) && value <= (max ?? Number.MAX_VALUE);
}

function takes(option: Option, value: unknown): boolean {
  switch (option.kind) {
    case 'number':
      return inRange(value, option);
    case 'number or null':
      return value === null || inRange(value, option);
    case 'switch':
      return typeof value === 'boolean';
    case 'choice':
      return option.choices.some((one) => one === value);
  }
}

/** What an option can be, in words: "a whole number from 1 up, or null". @param none what null is called. */
export function expected(option: Option, none = 'null'): string {
  if (option.kind === 'switch') return 'true or false';
  if (option.kind === 'choice') return `one of ${option.choices.join(', ')}`;
  const { min, max, above, below, whole } = option;
  const from = min !== undefined ? ` from ${min}` : above !== undefined ? ` above ${above}` : '';
  const to =
    below !== undefined ? ` to below ${below}` : max !== undefined && max < Infinity ? ` to ${max}` : '';
  const end = to || (min === undefined ? '' : ' up');
  const orNull = option.kind === 'number or null' ? `, or ${none}` : '';
  return `${whole ? 'a whole number' : 'a number'}${from}${end}${orNull}`;
}

/** What is wrong with a value of an option, as "epochs is 0; expected a whole number from 1 up"; or nothing. */
export function faultOf(name: string, option: Option, value: unknown): string | undefined {
  if (takes(option, value)) return undefined;
  const found = typeof value === 'number' || value === undefined ? String(value) : JSON.stringify(value);
  return `${name} is ${found}; expected ${expected(option)}`;
}

function faultIn(table: OptionTable, values: Settings): string | undefined {
  for (const [name, option] of Object.entries(table)) {
    const fault = faultOf(name, option, values[name]);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const fits = <Table extends OptionTable>(
  table: Table,
  values: Settings,
): values is Settings & OptionsOf<Table> => faultIn(table, values) === undefined;

/**
 * The options of a run: those given, and defaults for the others. What the table does not declare is left out.
 * @param what is to run, for messages.
 * @throws UserError that names the option, what was found and what was expected.
 */
export function settle<Table extends OptionTable>(
  what: string,
  table: Table,
  given: Partial<OptionsOf<Table>> = {},
): OptionsOf<Table> {
  const told = new Map<string, unknown>(Object.entries(given));
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(table)) {
    const value = told.get(name);
    values[name] = value === undefined ? option.default : value;
  }
  if (!fits(table, values)) throw new UserError(`${what}: ${faultIn(table, values)}`);
  return values;
}
