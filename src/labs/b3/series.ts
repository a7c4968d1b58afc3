/** Views of lab B3's data that checks and figures share: cells along a factor, measures by seed. */
import { annotatorAgreement, goldAgreement, right } from './measure';
import type { B3Data } from './data';
import { sectionOf, type Section } from './report-card';
import type { Cell } from './settings';

export type CellResult = B3Data['cells'][number];
export type CardModel = B3Data['card']['models'][number];

/** What is varied, in the order of the report. */
const factors = ['labels', 'budget', 'size', 'flipRate', 'epochs'] as const;
export type Factor = (typeof factors)[number];

/** Cells that differ from the center in this factor only, the center among them; numbers and sizes in ascending order. */
export function cellsBy(data: B3Data, factor: Factor): CellResult[] {
  const { center } = data;
  const others = factors.filter((name) => name !== factor);
  const along = data.cells.filter(({ cell }) => others.every((name) => cell[name] === center[name]));
  if (factor === 'labels') return along;
  const at = ({ cell, parameters }: CellResult) => (factor === 'size' ? parameters : cell[factor]);
  return along.sort((a, b) => at(a) - at(b));
}

/** The cell at the center. */
export function centerCell(data: B3Data): CellResult {
  return data.cells[0];
}

/** Agreement with the judge. `[seeds][pairs]` */
export function goldBySeed(data: B3Data, { seeds }: CellResult): number[][] {
  return seeds.map(({ leads }, i) => goldAgreement(leads, data.exams[i]));
}

/** Agreement with the annotator. `[seeds][pairs]` */
export function annotatorBySeed(data: B3Data, { seeds }: CellResult): number[][] {
  return seeds.map(({ leads }, i) => annotatorAgreement(leads, data.exams[i]));
}

/** What the best possible reward model from labels of this kind would reach: the Bayes ceilings. `[seeds][pairs]` */
export function ceilings(data: B3Data, kind: Cell['labels']): { annotator: number[][]; gold: number[][] } {
  return {
    annotator: data.exams.map((exam) => annotatorAgreement(exam.perfect[kind], exam)),
    gold: data.exams.map((exam) => goldAgreement(exam.perfect[kind], exam)),
  };
}

/** Right answers of a model on the card's subsets that are wanted. `[seeds][pairs]` */
export function rightBySeed(
  { card }: B3Data,
  { seeds }: CardModel,
  wanted: (subset: B3Data['card']['subsets'][number]) => boolean,
): number[][] {
  return seeds.map(({ leads }) =>
    card.subsets.flatMap((subset, i) => (wanted(subset) ? leads[i].map(right) : [])),
  );
}

/** Picks a section's subsets. */
export function inSection(section: Section) {
  return ({ name }: B3Data['card']['subsets'][number]): boolean => sectionOf(name) === section;
}

/** The card of the binary reward model at the center, and of the one that knows more kinds of prompts. */
export function binaryCard({ card }: B3Data, prompts: 'narrow' | 'broad'): CardModel | undefined {
  return card.models.find((model) => model.labels === 'binary' && model.prompts === prompts);
}
