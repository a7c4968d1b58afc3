/** All trainers by name, with what declares their options: for the knobs of labs and the table in README.md. */
import { attributeModelOptions } from './attribute-model';
import type { OptionTable } from './declared';
import { dpoOptions } from './dpo';
import { grpoOptions } from './grpo';
import { ppoOptions } from './ppo-options';
import { pretrainOptions } from './pretrain';
import { reinforceOptions } from './reinforce';
import { rejectionOptions } from './rejection-sampling';
import { rewardModelOptions } from './reward-model';
import { poolOptions } from './sample-pool';
import { sftOptions } from './sft';

/** What declares a trainer's options, by the trainer's name. */
export const trainerOptions: ReadonlyMap<string, OptionTable> = new Map<string, OptionTable>([
  ['pretrain', pretrainOptions],
  ['sft', sftOptions],
  ['rewardModel', rewardModelOptions],
  ['attributeModel', attributeModelOptions],
  ['dpo', dpoOptions],
  ['ppo', ppoOptions],
  ['reinforce', reinforceOptions],
  ['grpo', grpoOptions],
  ['rejectionSampling', rejectionOptions],
  ['bestOfN', poolOptions],
]);
