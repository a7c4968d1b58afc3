/**
 * Fluency and copying of a base model: pages drawn from nothing but the start of a document, held against the proxy of
 * grammar and against every page of the training corpus. Fresh pages of the world go through the same mill as a control.
 */
import { bootstrapMean, type Interval } from '../../eval/bootstrap';
import type { LanguageModel } from '../../model/model';
import type { Tokenizer } from '../../model/tokenizer';
import type { Random } from '../../random';
import type { GrammarCheck } from './grammar';
import { damaged, itemsOf, sentencesIn, type Verdict } from './grammar';

/** Pages of the model, drawn at a temperature. */
export function samplePages(
  model: LanguageModel,
  tokenizer: Tokenizer,
  { count, temperature, random }: { count: number; temperature: number; random: Random },
): string[] {
  const prompts = Array.from({ length: count }, () => Int32Array.of(tokenizer.bosId));
  const sampling = { temperature, topK: 0, topP: 1, stopTokens: [tokenizer.bosId], random };
  const maxNewTokens = model.config.max_position_embeddings - 1;
  return model
    .generate(prompts, { ...sampling, maxNewTokens })
    .map(({ tokens }) => tokenizer.decode(tokens, { skipSpecial: true }).trim());
}

/** Sentences by verdict. */
export interface Fluency {
  readonly sentences: number;
  /** Share that the proxy takes, with an interval over pages. */
  readonly grammatical: Interval;
  readonly unknownWord: number;
  readonly unknownOrder: number;
  /** Some that it refuses. */
  readonly refused: readonly { readonly sentence: string; readonly verdict: Verdict }[];
}

const shownRefusals = 10;

/** Judges every sentence of some pages. Who writes no sentence at all is not fluent. */
export function fluency(check: GrammarCheck, pages: readonly string[], random: Random): Fluency {
  const judged = pages
    .map((page) => sentencesIn(page).map((sentence) => ({ sentence, verdict: check.verdict(sentence) })))
    .filter((sentences) => sentences.length > 0);
  const all = judged.flat();
  if (all.length === 0)
    return {
      sentences: 0,
      grammatical: { value: 0, low: 0, high: 0 },
      unknownWord: 0,
      unknownOrder: 0,
      refused: [],
    };
  const share = (verdict: Verdict) => all.filter((one) => one.verdict === verdict).length / all.length;
  const perPage = judged.map(
    (page) => page.filter(({ verdict }) => verdict === 'grammatical').length / page.length,
  );
  const { value, low, high } = bootstrapMean(perPage, { random });
  const grammatical = share('grammatical');
  return {
    sentences: all.length,
    // The share of all sentences; the interval's width is that of the mean over pages.
    grammatical: { value: grammatical, low: grammatical - (value - low), high: grammatical + (high - value) },
    unknownWord: share('unknown word'),
    unknownOrder: share('unknown order'),
    refused: all.filter(({ verdict }) => verdict !== 'grammatical').slice(0, shownRefusals),
  };
}

/** Share of sentences that the proxy still takes after one slip in each: what it fails to see. */
export function missedDamage(check: GrammarCheck, pages: readonly string[], random: Random): number {
  const sentences = pages.flatMap(sentencesIn);
  const missed = sentences.filter(
    (sentence) => check.verdictOn(damaged(itemsOf(sentence), random)) === 'grammatical',
  );
  return missed.length / sentences.length;
}

/** What stands word for word in the training corpus. */
export interface Copies {
  readonly pages: number;
  /** Share of pages that are a document of the corpus from beginning to end. */
  readonly wholePages: number;
  /** Share of lines of at least eight words that are a line of the corpus. */
  readonly lines: number;
}

const wordsOfLine = 8;

function longLines(page: string): string[] {
  return page.split('\n').filter((line) => (line.match(/[A-Za-z]+/g) ?? []).length >= wordsOfLine);
}

/** Looks for each page, and each of its long lines, in the corpus. */
export function copies(pages: readonly string[], corpus: Iterable<string>): Copies {
  const wanted = new Set([...pages, ...pages.flatMap(longLines)]);
  const found = new Set<string>();
  for (const text of corpus)
    for (const piece of [text, ...longLines(text)]) if (wanted.has(piece)) found.add(piece);
  const share = (pieces: readonly string[]) =>
    pieces.filter((piece) => found.has(piece)).length / pieces.length;
  return { pages: pages.length, wholePages: share(pages), lines: share(pages.flatMap(longLines)) };
}
