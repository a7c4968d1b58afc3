/**
 * A command as it is declared: what it is for, its options, examples, and what it does. Flags, their help and how
 * their values are read all come from the options' declarations; a value that cannot be used is refused with one
 * line that names the option.
 */
import { Command, InvalidArgumentError, Option as Flag } from 'commander';
import { expected, faultOf, type Declared, type Option, type OptionsOf } from '../../train/declared';
import { writeRunRecord } from '../run-record';

/** What a command's own options say, beside all that a trainer's do. */
interface Own<Value> extends Declared<Value> {
  readonly required?: boolean;
}

/** A text as it is, such as the name of a file. */
export interface TextOption<Value extends string | undefined = string | undefined> extends Own<Value> {
  readonly kind: 'text';
  /** All that it can be; left out, anything. */
  readonly choices?: readonly string[];
}

/** What a function makes of a text and of what the option was given before. */
export interface ParsedOption<Value = unknown> extends Own<Value> {
  readonly kind: 'parsed';
  parse(text: string, before: Value | undefined): Value;
}

type AnyOption = (Option | TextOption | ParsedOption) & {
  /** Does not change what a run gives. */
  readonly immaterial?: boolean;
};

/** Declarations of a command's options. */
export type CommandTable = Readonly<Record<string, AnyOption>>;

/** Declares a text with a default. @param value what it is called in a help text. */
export const text = (value: string, says: string, standard: string): TextOption<string> => ({
  kind: 'text',
  default: standard,
  value,
  says,
});

/** Declares a text that must be given. */
export const requiredText = (value: string, says: string): TextOption<string> => ({
  ...text(value, says, ''),
  required: true,
});

/** Declares a text that may be left out. */
export const optionalText = (
  value: string,
  says: string,
  more: Pick<TextOption, 'choices' | 'trl'> = {},
): TextOption => ({ kind: 'text', default: undefined, value, says, ...more });

/** Declares an option with a grammar of its own. */
export const parsed = <Value>(
  standard: Value,
  says: string,
  more: Pick<ParsedOption<Value>, 'value' | 'required' | 'parse'>,
): ParsedOption<Value> => ({ kind: 'parsed', default: standard, says, ...more });

/** A command. */
export interface CommandSpec<Table extends CommandTable> {
  readonly says: string;
  readonly options: Table;
  /** Command lines without `posttrain`. */
  readonly examples: readonly string[];
  /** @param args what is no option. */
  run(options: OptionsOf<Table>, args: readonly string[], command: Command): void | Promise<void>;
}

/** Declares a command. A training run that it leaves behind gets its `run.json`. */
export function declareCommand<Table extends CommandTable>(name: string, spec: CommandSpec<Table>): Command {
  const command = new Command(name).description(spec.says);
  for (const [option, declared] of Object.entries(spec.options)) command.addOption(flag(option, declared));
  const examples = spec.examples.map((line) => `  $ posttrain ${line}`).join('\n');
  return command.addHelpText('after', `\nExamples:\n${examples}\n`).action(async () => {
    await spec.run(command.opts<OptionsOf<Table>>(), command.args, command);
    const given: Readonly<Record<string, unknown>> = command.opts();
    if (typeof given.out === 'string') writeRunRecord(name, given.out, material(spec.options, given));
  });
}

/** The options that decide what a run gives, by name: not where it goes, and none that is declared immaterial. */
export function material(table: CommandTable, given: object): Record<string, unknown> {
  const decides = (name: string) => name !== 'out' && Object.hasOwn(table, name) && !table[name].immaterial;
  return Object.fromEntries(Object.entries(given).filter(([name]) => decides(name)));
}

/** An option's name on the command line: --max-new-tokens. */
export const flagName = (name: string) =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function flag(name: string, option: AnyOption): Flag {
  const long = flagName(name);
  const { says, value } = option;
  switch (option.kind) {
    case 'switch':
      return option.default
        ? new Flag(`--no${long.slice(1)}`, `do not ${says}`)
        : new Flag(long, says).default(false);
    case 'choice':
      return new Flag(`${long} <${value ?? 'name'}>`, says).choices(option.choices).default(option.default);
    case 'text': {
      const plain = new Flag(`${long} <${value ?? 'text'}>`, says)
        .default(option.required ? undefined : option.default)
        .makeOptionMandatory(option.required ?? false);
      return option.choices ? plain.choices(option.choices) : plain;
    }
    case 'parsed':
      return new Flag(`${long} <${value ?? 'text'}>`, says)
        .argParser((given, before: unknown) => option.parse(given, before))
        .default(option.required ? undefined : option.default)
        .makeOptionMandatory(option.required ?? false);
    case 'number':
      return new Flag(`${long} <${value ?? (option.whole ? 'n' : 'x')}>`, says)
        .argParser((given) => numberFrom(given, option))
        .default(option.default);
    case 'number or null': {
      const off = option.default === null ? '' : `; none: ${option.none}`;
      return new Flag(`${long} <${value ?? (option.whole ? 'n' : 'x')}>`, says + off)
        .argParser((given) => (given === 'none' ? null : numberFrom(given, option)))
        .default(option.default, option.default === null ? option.none : undefined);
    }
  }
}

function numberFrom(given: string, option: Option): number {
  const value = given.trim() === '' ? NaN : Number(given);
  if (faultOf('', option, value) === undefined) return value;
  throw new InvalidArgumentError(`expected ${expected(option, 'none')}`);
}
