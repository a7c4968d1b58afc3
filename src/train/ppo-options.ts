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
  valueWarmup: count({
    default: 8,
    min: 0,
    says: 'iterations before the first update, in which only the value network learns',
    trl: noValueNetwork,
  }),
  rowsPerIteration: count({ default: 96, min: 2, says: 'replies sampled in an iteration', trl: trlBatch }),
  epochs: withDefault(clippedOptions.epochs, 2),
  valueLearningRate: number({
    default: 6e-4,
    min: 0,
    says: 'of the value network; constant',
    trl: noValueNetwork,
  }),
  klTarget: numberOrNull({
    default: null,
    above: 0,
    none: 'it stays as it is',
    says: 'steer the coefficient to this sequence KL, in nats',
    trl: { lost: "TRL's coefficient stays as it is", unless: null },
  }),
  klHorizon: number({
    default: 1000,
    above: 0,
    says: 'replies after which an adaptive coefficient has had time to move by a factor; Ziegler et al. take 10,000',
    trl: { lost: 'belongs to klTarget' },
  }),
  gamma: number({ default: 1, min: 0, max: 1, says: 'discount γ', trl: noValueNetwork }),
  lambda: number({
    default: 1,
    min: 0,
    max: 1,
    says: 'λ of generalised advantage estimation',
    trl: noValueNetwork,
  }),
  whitenRewards: onOff({
    default: false,
    says: "give the tokens' rewards unit variance, keeping their mean; a calibrated reward model does not need it",
    trl: { lost: 'GRPO has its own scale, that of the group', unless: false },
  }),
  clipValue: number({
    default: 0.2,
    min: 0,
    max: Infinity,
    says: "ε of the value's move, in units of the reward; Infinity switches it off",
    trl: noValueNetwork,
  }),
  entropyCoefficient: number({
    default: 0,
    min: 0,
    says: 'weight of the entropy bonus, a nat of entropy a token in units of the advantages',
    trl: 'entropy_coef',
  }),
  pretrainingCoefficient: number({
    default: 0,
    min: 0,
    says: 'weight of the loss on documents that is mixed into every update, against forgetting (PPO-ptx)',
    trl: { lost: 'TRL mixes no pre-training rows in', unless: 0 },
  }),
};

/** How the policy is trained. */
export type PpoOptions = OptionsOf<typeof ppoOptions>;

/** What PPO starts from where nothing else is said. */
export const ppoDefaults: Readonly<PpoOptions> = settle('ppo', ppoOptions);
