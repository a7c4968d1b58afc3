/**
 * Annotators' labels beside the plain comparison (records.ts): ratings, attributes in HelpSteer2's columns, notes,
 * and improved completions. One JSON object a line, as all records.
 */
import * as z from 'zod';
import { comparisonSchema, promptSchema, scoredSchema } from './records';

/** A rating of one reply from 1 (worst) to 7. */
export const ratingSchema = scoredSchema.extend({ rating: z.number().int().min(1).max(7) });
export type RatingRow = z.infer<typeof ratingSchema>;

const mark = z.number().int().min(0).max(4);

/** Marks of one reply in HelpSteer2's columns, each from 0 to 4. */
export const attributesSchema = promptSchema.extend({
  response: z.string(),
  helpfulness: mark,
  correctness: mark,
  coherence: mark,
  complexity: mark,
  verbosity: mark,
});
export type AttributesRow = z.infer<typeof attributesSchema>;

/** A comparison with its reason in words, and the part of the judgement that the reason names. */
export const noteSchema = comparisonSchema.extend({ note: z.string().min(1), reason: z.string().min(1) });
export type NoteRow = z.infer<typeof noteSchema>;

/** A comparison with a third reply, written by the annotator from the chosen one. It is not ranked. */
export const improvedSchema = comparisonSchema.extend({ improved: z.string() });
export type ImprovedRow = z.infer<typeof improvedSchema>;
