/**
 * What is told of a base model beside its weights: `pretraining.json` for programs and a model card for people.
 * Neither holds a time or a path, so that the same seed gives the same bytes.
 */
import { chunks } from '../train/ragged';
import { bitsPerByte, type PackedDocuments } from '../train/pretrain-data';
import type { PretrainOptions } from '../train/pretrain';
import { parameterCount, type ModelConfig } from '../model/config';
import { mean } from '../eval/statistics';

/** Points of the loss curve: each is the mean over this share of the steps. */
const curvePoints = 200;

/** What a run has reported. */
export interface PretrainHistory {
  /** Loss of each step, in nats per token. `[steps]` */
  readonly losses: readonly number[];
  /** Validation losses, in nats per token. */
  readonly evaluations: readonly { readonly step: number; readonly loss: number }[];
}

/** What a report is made from. */
export interface PretrainingRun {
  /** The command that makes the model again. */
  readonly command: string;
  /** What the documents are, in words. */
  readonly source: string;
  readonly config: ModelConfig;
  readonly options: PretrainOptions;
  readonly training: PackedDocuments;
  readonly validation: PackedDocuments;
  /** Of the training tokens as little-endian 16-bit numbers, in hexadecimal: of all, and of the first million. */
  readonly sha256: { readonly all: string; readonly firstMillion: string };
  readonly history: PretrainHistory;
}

/** The object for `pretraining.json`. Losses are nats per token. */
export function pretrainingReport(run: PretrainingRun) {
  const { options, training, validation, history } = run;
  const { evaluations, losses } = history;
  const finalLoss = evaluations[evaluations.length - 1].loss;
  const width = Math.max(1, Math.ceil(losses.length / curvePoints));
  return {
    command: run.command,
    source: run.source,
    parameters: parameterCount(run.config),
    data: {
      documents: training.documents,
      tokens: training.tokens.length,
      bytes: training.bytes,
      sha256: run.sha256.all,
      sha256OfFirstMillion: run.sha256.firstMillion,
    },
    validationData: {
      documents: validation.documents,
      tokens: validation.tokens.length,
      bytes: validation.bytes,
    },
    trainedTokens: losses.length * options.rowsPerBatch * options.rowTokens,
    options,
    validationLoss: finalLoss,
    bitsPerByte: bitsPerByte(finalLoss, validation),
    /** Mean loss of the steps since the point before. */
    loss: chunks(losses, width).map((group, i) => ({ step: i * width + group.length, loss: mean(group) })),
    validation: evaluations,
  };
}

const thousands = (count: number) => count.toLocaleString('en-GB');

/** The text of the model's README.md. */
export function pretrainingCard(run: PretrainingRun): string {
  const { config, options } = run;
  const report = pretrainingReport(run);
  const { data } = report;
  return `# A tiny base model

It has seen documents only and knows no chat: it continues a text, and does not answer. It is the start of
post-training, not a model to be used. This command gives the same bytes again:

\`\`\`
${run.command}
\`\`\`

| | |
|---|---|
| architecture | Llama: ${config.num_hidden_layers} layers of ${config.hidden_size}, ${config.num_attention_heads} heads, feed-forward ${config.intermediate_size}, context ${config.max_position_embeddings} |
| parameters | ${thousands(report.parameters)}, the output tied to the input |
| tokenizer | byte-level BPE, ${thousands(config.vocab_size)} tokens, digits single |
| data | ${run.source}: ${thousands(data.documents)} documents, ${thousands(data.tokens)} tokens, ${(data.bytes / data.tokens).toFixed(2)} bytes a token |
| training | ${thousands(options.steps)} steps of ${options.rowsPerBatch} rows of ${options.rowTokens} tokens, AdamW, learning rate ${options.learningRate} |
| loss on held-out documents | ${report.validationLoss.toFixed(4)} nats a token, ${report.bitsPerByte.toFixed(4)} bits a byte |

\`pretraining.json\` has the loss curves, all options, and the hash of the training data.

## Use
\`\`\`
posttrain generate --model <this folder> --prompt "Please give me an easy chili sauce recipe."
\`\`\`
In Python: \`AutoModelForCausalLM.from_pretrained("<this folder>")\`, with transformers.

## Limits
It knows nothing but its documents. Held-out documents come from the same source, so the loss says nothing about
other text.
`;
}
