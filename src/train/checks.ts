/**
 * What stops a run: options that cannot work, before it starts; numbers that have left the finite, at once.
 */
import { UserError } from '../errors';
import type { Trainable } from '../model/model';

/**
 * Checks that options which count things are whole and large enough, so that a wrong one stops the run before it
 * starts.
 * @param least the smallest value allowed, by the option's name.
 * @throws UserError that names the trainer and the option.
 */
export function requireCounts<Name extends string>(
  stage: string,
  options: Readonly<Record<NoInfer<Name>, number>>,
  least: Readonly<Record<Name, number>>,
): void {
  for (const name in least) {
    if (Number.isInteger(options[name]) && options[name] >= least[name]) continue;
    throw new UserError(
      `${stage}: ${name} is ${options[name]}; expected a whole number from ${least[name]} up`,
    );
  }
}

/** What a stopped run can say besides the number: where the trouble sits, and what is left. */
export interface Guarded {
  /** The network in training, searched for a tensor that is not finite. */
  readonly model?: Trainable;
  /** Where the last good checkpoint lies. */
  readonly lastCheckpoint?: string;
}

/**
 * Stops a run at once when a number is NaN or infinite: what follows it would be noise.
 * @param where the stage and step, e.g. `sft: step 12`.
 * @param quantities by name, e.g. loss and gradient norm.
 * @throws UserError that names the step, the quantity, the first tensor of the network that is not finite, and the
 *   last good checkpoint, as far as they are known.
 */
export function requireFinite(
  where: string,
  quantities: Readonly<Record<string, number>>,
  { model, lastCheckpoint }: Guarded = {},
): void {
  for (const [name, value] of Object.entries(quantities)) {
    if (Number.isFinite(value)) continue;
    const tensor = model && badTensor(model);
    const parts = [
      `${where}: ${name} is ${value}`,
      ...(tensor === undefined ? [] : [`not finite is ${tensor}`]),
      'training stopped',
      ...(lastCheckpoint === undefined ? [] : [`the last good checkpoint is ${lastCheckpoint}`]),
      'try a lower learning rate',
    ];
    throw new UserError(parts.join('; '));
  }
}

/** The first weight that is not finite, or else the first gradient. */
function badTensor(model: Trainable): string | undefined {
  for (const [what, tensors] of [
    ['weight', model.weights()],
    ['gradient of', model.gradients()],
  ] as const)
    for (const [name, { data }] of tensors) if (!data.every(Number.isFinite)) return `the ${what} ${name}`;
  return undefined;
}

/**
 * Checks prompts that replies are to be sampled for.
 * @param context the network's longest row, in tokens.
 * @throws UserError on no prompts, an empty one, or one that leaves no room for a reply.
 */
export function requirePrompts(stage: string, prompts: readonly Int32Array[], context: number): void {
  if (prompts.length === 0) throw new UserError(`${stage}: no prompts; expected at least one`);
  prompts.forEach((prompt, p) => {
    if (prompt.length > 0 && prompt.length < context) return;
    throw new UserError(`${stage}: prompt ${p} has ${prompt.length} tokens; expected 1 to ${context - 1}`);
  });
}
