/** What PPO reports, iteration by iteration. The algorithm is in `ppo.ts`. */
import type { Rollout } from './ppo-rollouts';
import type { RolloutMeasures } from './rollouts';

/** Means over the replies of one iteration, all taken before the iteration's update. */
export interface PpoMeasures extends RolloutMeasures {
  /** The trainer. */
  readonly stage: 'ppo';
  /** Iterations begun, from 1, with those of the value warm-up. */
  readonly step: number;
  /** Iterations in the whole run. */
  readonly steps: number;
  /** The exact KL a token on the probe, in nats (see `kl-monitor.ts`); undefined without one. */
  readonly klExact: number | undefined;
  /** β of this iteration. */
  readonly klCoefficient: number;
  /** Share of the returns' variance that the value network foresaw; 1 is perfect, 0 useless. */
  readonly explainedVariance: number;
  /** Half the value network's squared error; like the next two, a mean over the iteration's steps. */
  readonly valueLoss: number;
  /** Share of tokens whose clipped error was the larger one. */
  readonly valueClipFraction: number;
  /** Global L2 norm before clipping. */
  readonly valueGradNorm: number;
  /** Tokens so far, here and in the next two: sampled. */
  readonly sampledTokens: number;
  /** Sent forward only, as PPO is commonly counted: old policy (which comes with the sampling here), reference, value. */
  readonly scoredTokens: number;
  /** Sent forward and back. */
  readonly trainedTokens: number;
  /** Signs of a collapse against the first iteration, one line each (see `collapse.ts`). */
  readonly warnings: readonly string[];
  /** The replies themselves, so that anything else can be measured on them without sampling again. */
  readonly rollouts: readonly Rollout[];
}

/** Means over the optimiser steps of one update of the policy. */
export interface PolicyUpdate {
  /** PPO's clipped surrogate, in units of the advantages. */
  readonly policyLoss: number;
  /** Cross-entropy on the pre-training rows, in nats per token, without its weight; null without them. */
  readonly pretrainingLoss: number | null;
  /** Share of tokens whose ratio left the clip range. */
  readonly clipFraction: number;
  /** k3 of the move within this update, per token. Not the KL from the reference. */
  readonly updateKl: number;
  /** Global L2 norm of the gradient before clipping. */
  readonly gradNorm: number;
}

/** What PPO reports: one record an iteration. */
export type PpoRecord =
  | (PpoMeasures & { readonly type: 'value-warm-up' })
  | (PpoMeasures &
      PolicyUpdate & {
        readonly type: 'iteration';
        /** Updates of the policy, from 1. */
        readonly iteration: number;
        readonly learningRate: number;
      });
