/** PPO's options. The algorithm is in `ppo.ts`. */
import { count, number, numberOrNull, onOff, settle, withDefault, type OptionsOf } from './declared';
import { clippedOptions, policyOptions, trlBatch } from './policy-options';

const noValueNetwork = { lost: 'GRPO has no value network' };

/**
 * How the policy is trained. The optimiser's options are the policy's; the value network shares all but the rate. The
 * starting values suited a policy of half a million parameters and a calibrated reward model.
 */
export const ppoOptions = {
  ...policyOptions,
  ...clippedOptions,
  learningRate: withDefault(policyOptions.learningRate, 1e-4),
  valueWarmup: count(8, 'iterations before the first update, in which only the value network learns', {
    min: 0,
    trl: noValueNetwork,
  }),
  rowsPerIteration: count(96, 'replies sampled in an iteration', { min: 2, trl: trlBatch }),
  epochs: withDefault(clippedOptions.epochs, 2),
  valueLearningRate: number(6e-4, 'of the value network; constant', { min: 0, trl: noValueNetwork }),
  klTarget: numberOrNull(null, 'steer the coefficient to this sequence KL, in nats', {
    above: 0,
    none: 'it stays as it is',
    trl: { lost: "TRL's coefficient stays as it is", unless: null },
  }),
  klHorizon: number(
    1000,
    'replies after which an adaptive coefficient has had time to move by a factor; Ziegler et al. take 10,000',
    { above: 0, trl: { lost: 'belongs to klTarget' } },
  ),
  gamma: number(1, 'discount γ', { min: 0, max: 1, trl: noValueNetwork }),
  lambda: number(1, 'λ of generalised advantage estimation', { min: 0, max: 1, trl: noValueNetwork }),
  whitenRewards: onOff(
    false,
    "give the tokens' rewards unit variance, keeping their mean; a calibrated reward model does not need it",
    { trl: { lost: 'GRPO has its own scale, that of the group', unless: false } },
  ),
  clipValue: number(0.2, "ε of the value's move, in units of the reward; Infinity switches it off", {
    min: 0,
    max: Infinity,
    trl: noValueNetwork,
  }),
  entropyCoefficient: number(
    0,
    'weight of the entropy bonus, a nat of entropy a token in units of the advantages',
    { min: 0, trl: 'entropy_coef' },
  ),
  pretrainingCoefficient: number(
    0,
    'weight of the loss on documents that is mixed into every update, against forgetting (PPO-ptx)',
    { min: 0, trl: { lost: 'TRL mixes no pre-training rows in', unless: 0 } },
  ),
};

/** How the policy is trained. */
export type PpoOptions = OptionsOf<typeof ppoOptions>;

/** What PPO starts from where nothing else is said. */
export const ppoDefaults: Readonly<PpoOptions> = settle('ppo', ppoOptions);
