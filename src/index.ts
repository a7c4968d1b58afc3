/**
 * How a chat model is made, as a library: pre-training, supervised fine-tuning, a reward model, RL against it, and what
 * goes wrong when it is pushed too far, on a tiny world whose truth is known. Trainers are async generators of typed
 * records; networks are trained in place; every draw comes from a seed.
 *
 * Step 1, imitate demonstrations:
 * ```ts
 * import { encodeDemonstration, openBackend, Random, readLanguageModel, sft, shippedBase, withChatTemplate, world,
 *   writeModel } from 'posttrain';
 *
 * const backend = await openBackend();
 * const base = readLanguageModel(shippedBase);
 * const tokenizer = withChatTemplate(base.tokenizer);
 * const model = backend.languageModel(base.config, base.weights);
 * const rows = world.demonstrations(new Random(1), { count: 500 });
 * const examples = rows.map(({ messages }) => encodeDemonstration(tokenizer, messages));
 * for await (const record of sft(model, examples, [], { epochs: 1 })) console.log(record);
 * writeModel('my-sft', { ...base, tokenizer, weights: model.weights() });
 * ```
 *
 * Step 2, a reward model from comparisons (own rows: TRL's columns `prompt`, `chosen`, `rejected`):
 * ```ts
 * import { encodeReply, openBackend, readComparisons, readLanguageModel, trainRewardModel, withScalarHead } from 'posttrain';
 *
 * const backend = await openBackend();
 * const start = readLanguageModel('my-sft');
 * const network = backend.scalarModel(start.config, withScalarHead(start.config, start.weights));
 * const pairs = (await readComparisons('comparisons.jsonl')).map(({ prompt, chosen, rejected }) => ({
 *   chosen: encodeReply(start.tokenizer, prompt, chosen),
 *   rejected: encodeReply(start.tokenizer, prompt, rejected),
 * }));
 * for await (const record of trainRewardModel(network, pairs)) console.log(record);
 * ```
 *
 * Step 3, RL against a reward; here the world's judge, which a reward model would stand in for. `ppo` takes the same
 * task and a value network:
 * ```ts
 * import { chatTask, goldReward, grpo, openBackend, ppo, Random, readLanguageModel, withScalarHead, world } from 'posttrain';
 *
 * const backend = await openBackend();
 * const { config, weights, tokenizer } = readLanguageModel('my-sft');
 * const chat = chatTask(tokenizer, world.drawPrompts(new Random(1), 200, 'rewards'));
 * const task = {
 *   policy: backend.languageModel(config, weights),
 *   reference: backend.languageModel(config, weights),
 *   reward: goldReward(chat, { mean: 0, sd: 1 }),
 *   prompts: chat.tokens,
 *   stopTokens: chat.stopTokens,
 * };
 * for await (const record of grpo(task, { iterations: 10 })) console.log(record);
 * const value = backend.scalarModel(config, withScalarHead(config, weights));
 * for await (const record of ppo({ ...task, value }, { iterations: 10, klCoefficient: 0.15 })) console.log(record);
 * ```
 *
 * DPO learns from the comparisons without a reward model:
 * ```ts
 * import { dpo, type LanguageModel, type RewardPair } from 'posttrain';
 *
 * export async function prefer(policy: LanguageModel, reference: LanguageModel, pairs: RewardPair[]) {
 *   for await (const record of dpo(policy, reference, pairs, [], { beta: 0.1 })) console.log(record);
 * }
 * ```
 *
 * Best of n chooses instead of training; proxy and gold scores of one prompt's samples give the curve for every n:
 * ```ts
 * import { bestOfN, bestOfNKl } from 'posttrain';
 *
 * for (const { n, proxy, gold } of bestOfN([0.1, 0.9, 0.4], [1, 0, 2])) console.log(n, bestOfNKl(n), proxy, gold);
 * ```
 *
 * The judge and the chat template, alone:
 * ```ts
 * import { encodeChat, readLanguageModel, shippedBase, withChatTemplate, world } from 'posttrain';
 *
 * const messages = [{ role: 'user' as const, content: 'Name three fruits.' }];
 * console.log(world.judge(messages, 'Apples, pears and plums.'));
 * const tokenizer = withChatTemplate(readLanguageModel(shippedBase).tokenizer);
 * const { tokens, assistantMask } = encodeChat(tokenizer, messages, { generationPrompt: true });
 * console.log(tokens.length === assistantMask.length);
 * ```
 *
 * A lab tests one claim of the lecture, in a notebook or alone:
 * ```ts
 * import { openNotebook, runLab } from 'posttrain';
 *
 * const session = await openNotebook({ mode: 'replay' });
 * const { result, show } = await runLab('B5', session);
 * console.log(result?.checks);
 * await show();
 * ```
 */

// What needs no Node: models, trainers, the world, evaluation, the labs, figures as data.
export * from './core';

// Compute and models: an implementation of the network on this machine, and folders in Hugging Face's layout.
export { openBackend, backendNames, type BackendName } from './node/backends';
export { startEngine } from './node/engine-host';
export { readLanguageModel, readRewardModel, writeModel, shippedBase } from './node/models';

// Data: rows from files.
export * from './node/rows';

// Figures and reports drawn without a browser; progress on a terminal.
export { renderPng, renderSvg } from './node/pictures/render';
export { renderReport } from './node/pictures/report';
export {
  createProgress,
  tracked,
  type ProgressBars,
  type ProgressOptions,
  type StageProgress,
} from './node/progress';

// Notebooks: what their cells show, and the models that they start from.
export * from './node/display';
