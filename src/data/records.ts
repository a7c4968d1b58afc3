/**
 * The rows that go in and out, in TRL's columns: `messages` (demonstrations), `prompt` (prompts), and
 * `prompt`, `chosen`, `rejected` (comparisons). Each is a JSON object on one line of a `.jsonl` file.
 */
import * as z from 'zod';

/** One turn of a conversation. */
export const messageSchema = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string(),
  /** Of an assistant's turn: 0 leaves it out of the loss (OpenAI's fine-tuning format). Left out or null, it counts. */
  weight: z.union([z.literal(0), z.literal(1)]).nullish(),
});
/** Who speaks, and what is said. */
export type Message = z.infer<typeof messageSchema>;

const turns = z.array(messageSchema).min(1);

/** A demonstration: a conversation whose assistant turns are to be imitated. */
export const demonstrationSchema = z.object({ messages: turns });
/** A row of demonstrations. */
export type Demonstration = z.infer<typeof demonstrationSchema>;

/** A prompt: text, or a conversation that ends with the user's turn. */
export const promptSchema = z.object({ prompt: z.union([z.string().min(1), turns]) });
/** A row of prompts. */
export type PromptRow = z.infer<typeof promptSchema>;

/** A comparison: two replies to one prompt, the first preferred. Replies as text or as one assistant turn. */
const reply = z.union([z.string(), z.array(messageSchema).length(1)]);
/** A comparison: a prompt, the reply that is preferred, and the other. */
export const comparisonSchema = promptSchema.extend({ chosen: reply, rejected: reply });
/** A row of comparisons. */
export type ComparisonRow = z.infer<typeof comparisonSchema>;

/** A reply to be scored. */
export const scoredSchema = promptSchema.extend({ reply });
/** A row of replies. */
export type ReplyRow = z.infer<typeof scoredSchema>;

/** A prompt as a conversation. */
export function asMessages(prompt: PromptRow['prompt']): Message[] {
  return typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : prompt;
}

/** A reply as text. */
export function asText(value: z.infer<typeof reply>): string {
  return typeof value === 'string' ? value : value[0].content;
}

/** Ratings of a reply by name, e.g. helpfulness, 0 (bad) to 4 (good). */
export type Ratings = Readonly<Record<string, number>>;

/** A row of any data set, whatever its format: what the trainers, the judge and `data inspect` take. */
export type DataRecord =
  /** A document, for pre-training. */
  | { readonly kind: 'document'; readonly text: string }
  /** A conversation whose assistant turns are to be imitated. */
  | {
      readonly kind: 'demonstration';
      readonly messages: readonly Message[];
      /** Of a prompt with its completion: how many turns the prompt has; only what follows it is imitated. */
      readonly promptTurns?: number;
    }
  /** A conversation that waits for a reply. */
  | { readonly kind: 'prompt'; readonly prompt: readonly Message[] }
  /** Two replies to one prompt, the first preferred. */
  | {
      readonly kind: 'comparison';
      readonly prompt: readonly Message[];
      readonly chosen: string;
      readonly rejected: string;
      /** The part of a benchmark that it belongs to. */
      readonly subset?: string;
    }
  /** A reply, rated or to be scored. */
  | {
      readonly kind: 'reply';
      readonly prompt: readonly Message[];
      readonly reply: string;
      readonly ratings?: Ratings;
    };
/** The kinds of record. */
export type RecordKind = DataRecord['kind'];
