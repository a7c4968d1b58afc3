/**
 * What stops a run: prompts and networks that cannot work, before it starts; numbers that have left the finite, at once.
 * Options are checked where they are settled, in `declared.ts`.
 */
import { UserError } from '../errors';
import type { LanguageModel, Trainable } from '../model/model';
import type { Weights } from '../model/weights';

/**
 * Stops a run at once when a number is NaN or infinite: what follows it would be noise.
 * @param where the stage and step, e.g. `sft: step 12`.
 * @param quantities by name, e.g. loss and gradient norm.
 * @param model the network in training.
 * @throws UserError that names the step, the quantity, and the network's first tensor that is not finite.
 */
export function requireFinite(
  where: string,
  quantities: Readonly<Record<string, number>>,
  { model }: { readonly model?: Trainable } = {},
): void {
  for (const [name, value] of Object.entries(quantities)) {
    if (Number.isFinite(value)) continue;
    const tensor = model && badTensor(model);
    const cause = tensor === undefined ? '' : `, and so is ${tensor}`;
    throw new UserError(`${where}: ${name} is ${value}${cause}; training stopped; try a lower learning rate`);
  }
}

/**
 * Stops a run before it would keep a network that is of no use: a checkpoint is always a good one.
 * @throws UserError that names the step and the first weight that is not finite.
 */
export function requireFiniteWeights(where: string, model: Trainable): void {
  const name = firstBad(model.weights());
  if (name === undefined) return;
  throw new UserError(
    `${where}: the weight ${name} is not finite; training stopped; try a lower learning rate`,
  );
}

/** The first weight that is not finite, or else the first gradient. */
function badTensor(model: Trainable): string | undefined {
  const weight = firstBad(model.weights());
  if (weight !== undefined) return `the weight ${weight}`;
  const gradient = firstBad(model.gradients());
  return gradient && `the gradient of ${gradient}`;
}

/** Name of the first tensor with a number that is not finite. */
function firstBad(tensors: Weights): string | undefined {
  for (const [name, { data }] of tensors) if (!data.every(Number.isFinite)) return name;
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

/** @throws UserError when one network is to be both what is trained and what it is measured against. */
export function requireTwoNetworks(
  stage: string,
  { policy, reference }: { readonly policy: LanguageModel; readonly reference: LanguageModel },
): void {
  if (policy !== reference) return;
  throw new UserError(
    `${stage}: policy and reference are one network; expected a frozen copy as the reference`,
  );
}
